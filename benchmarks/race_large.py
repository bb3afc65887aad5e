"""Quotient, presence, proximity, top-10 density and ECI/PCI at sizes no peer finishes; against plain sparse algebra.

Each runs in a process of its own and reads its table from Parquet, so that its peak memory is the job's alone.
"""

from __future__ import annotations

import json
import sys
import time
from tempfile import TemporaryDirectory

import numpy as np
import polars as pl
from racing import Took, alone, peak, say
from scipy.sparse import csr_array
from scipy.sparse.linalg import eigsh
from tables import specialisation

SIZES = [(96_000, 2_000, 713_000), (958_000, 2_000, 5_650_000)]


def ours(table: pl.DataFrame) -> dict[str, float]:
    from chainlink.measures import complexity, location_quotient, presence, proximity, relatedness_density

    laps = {}
    start = time.perf_counter()
    held = presence(location_quotient(table))
    laps["quotient and presence"] = time.perf_counter() - start
    frames = [proximity(held)]
    laps["proximity"] = time.perf_counter() - start - sum(laps.values())
    frames.append(relatedness_density(held, top=10))
    laps["top-10 density"] = time.perf_counter() - start - sum(laps.values())
    frames.extend(complexity(held))
    laps["eci and pci"] = time.perf_counter() - start - sum(laps.values())
    return {**laps, "pairs": held.height, "rows out": sum(frame.height for frame in frames)}


def plain(table: pl.DataFrame) -> dict[str, float]:
    """The same by the formulas, with scipy.sparse and without further thought: blocks of 2,000 rows for the density."""
    rows, columns = table["region"].unique().sort(), table["activity"].unique().sort()
    left = table["region"].replace_strict(rows, np.arange(len(rows)), return_dtype=pl.Int64).to_numpy()
    right = table["activity"].replace_strict(columns, np.arange(len(columns)), return_dtype=pl.Int64).to_numpy()
    values = csr_array((table["value"].to_numpy(), (left, right)), shape=(len(rows), len(columns)))
    quotient = values.tocoo()
    row, column = quotient.coords
    share = quotient.data / values.sum(axis=1)[row] / (values.sum(axis=0) / values.sum())[column]
    kept = share >= 1
    held = csr_array((np.ones(kept.sum()), (row[kept], column[kept])), shape=values.shape)
    ubiquity = held.sum(axis=0)
    near = (held.T @ held).toarray() / np.maximum(np.maximum.outer(ubiquity, ubiquity), 1)
    total = near.sum(axis=0)
    best = []
    for first in range(0, len(rows), 2000):
        block = held[first : first + 2000]
        density = (block @ near) / np.maximum(total, 1e-300)
        density[block.toarray() > 0] = -1
        top = np.argpartition(density, -10, axis=1)[:, -10:]
        best.append((top, np.take_along_axis(density, top, axis=1)))
    frames = pl.DataFrame(
        {
            "region": rows.gather(np.repeat(np.arange(len(rows)), 10)),
            "activity": columns.gather(np.concatenate([top.reshape(-1) for top, _ in best])),
            "density": np.concatenate([density.reshape(-1) for _, density in best]),
        }
    )
    diversity = np.maximum(held.sum(axis=1), 1)
    root = np.sqrt(np.maximum(ubiquity, 1))
    scaled = csr_array(held / np.sqrt(diversity)[:, None]) / root[None, :]
    vectors = eigsh(csr_array(scaled.T @ scaled), k=2, which="LA")[1]
    eci = held @ (vectors[:, 0] / root) / diversity
    return {"pairs": int(kept.sum()), "rows out": frames.height + len(eci) + len(root)}


def main() -> None:
    if sys.argv[1:2] == ["table"]:
        specialisation(*map(int, sys.argv[3:])).write_parquet(sys.argv[2])
        print("{}")
        return
    if len(sys.argv) > 1:
        table = pl.read_parquet(sys.argv[2])
        before = peak()
        start, worked = time.perf_counter(), time.process_time()
        found = {"ours": ours, "plain": plain}[sys.argv[1]](table)
        seconds = time.perf_counter() - start
        found["cpu"] = time.process_time() - worked
        print(json.dumps({"seconds": seconds, "before": before, "peak": peak(), "links": table.height, **found}))
        return
    for rows, columns, links in SIZES:
        with TemporaryDirectory() as folder:
            file = f"{folder}/table.parquet"
            alone("race_large.py", "table", file, str(rows), str(columns), str(links))
            one, other = alone("race_large.py", "ours", file), alone("race_large.py", "plain", file)
        note = f"peak {one['peak']:.2f} / {other['peak']:.2f} GiB (table alone {one['before']:.2f})"
        seconds = [Took(side["seconds"], side["cpu"]) for side in (one, other)]
        say(f"large {rows} x {columns}, {links} links vs plain sparse", *seconds, note)
        print("   ", {name: round(value, 2) for name, value in one.items()})


if __name__ == "__main__":
    sys.exit(main())
