"""How a whole study of a large dataset does beside polars' own scan of the same files with one group-by and one join.

``python benchmarks/race_scale.py [FIRMS]`` writes FIRMS firms (100,000 unless told), ten links a firm and 2,000 sectors
as Parquet into a temporary folder, then runs each side in a process of its own, in turn: reading, checking, states and
findings with us (without the pass for the doubt, which repeats them); the scan with polars.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import polars as pl
from racing import peak

SECTORS = 2_000
LINKS = 10
FLOWS = 3  # into each sector, as in the packaged dataset
DISTRICTS = 40
REGION = 3
NEIGHBOURS = 3
ROUNDS = 3
META = """id = "large"
title = "large"
region = [{region}]
version = "1"
schema_version = 1
licence = "CC0-1.0"
"""


def tables(firms: int) -> dict[str, pl.DataFrame]:
    """Make the tables: names are numbers, draws are seeded, every row has its source."""
    draw = np.random.default_rng(7)
    links = LINKS * firms
    district = [f"d{number}" for number in range(DISTRICTS)]
    ring = ["core"] * REGION + ["neighbour"] * NEIGHBOURS + ["outside"] * (DISTRICTS - REGION - NEIGHBOURS)
    sector = np.array([f"s{number}" for number in range(SECTORS)])
    firm = "f" + pl.Series(np.arange(firms)).cast(pl.String)
    reach = np.array(["site", "ring", "national", "global"])
    stage = np.array(["upstream", "midstream", "downstream"])
    # Popular sectors have many makers, and a tenth has none: there are gaps to find.
    weight = 1.0 / (1.0 + np.arange(SECTORS)) ** 0.7
    weight[::10] = 0.0
    weight /= weight.sum()
    makes = draw.choice(SECTORS, size=2 * firms, p=weight)
    made = pl.DataFrame({"firm": firm.gather(np.repeat(np.arange(firms), 2)), "sector": sector[makes]}).unique(
        maintain_order=True
    )
    inputs = np.sort(draw.choice(SECTORS, size=(FLOWS * SECTORS, 2)), axis=1)
    inputs = np.unique(inputs[inputs[:, 0] < inputs[:, 1]], axis=0)
    sells = draw.integers(firms, size=links)
    buys = (sells + draw.integers(1, firms, size=links)) % firms
    source = pl.lit(["S"], dtype=pl.List(pl.String)).alias("source")
    rest = [source, pl.lit("B").alias("grade"), pl.lit(2024, dtype=pl.Int64).alias("seen")]
    every: dict[str, pl.DataFrame] = {
        "districts": pl.DataFrame({"district": district, "name": district, "ring": ring}),
        "parks": pl.DataFrame({"park": [f"p{one}" for one in district], "name": district, "district": district}),
        "chains": pl.DataFrame(
            {"chain": [f"c{number}" for number in range(10)], "name": [f"chain {n}" for n in range(10)], "lead": True}
        ),
        "sectors": pl.DataFrame(
            {
                "sector": sector,
                "name": sector,
                "stage": stage[np.arange(SECTORS) * 3 // SECTORS],
                "process": "stamping",
                "reach": reach[draw.integers(4, size=SECTORS)],
                "need_kind": "recurring_material",
                "env_class": "none",
            }
        ),
        "chain_sectors": pl.DataFrame(
            {"chain": [f"c{n % 10}" for n in range(SECTORS)], "sector": sector, "role": "own"}
        ),
        "flows": pl.DataFrame(
            {
                "input": sector[inputs[:, 0]],
                "output": sector[inputs[:, 1]],
                "criticality": np.array(["essential", "common"])[draw.integers(2, size=len(inputs))],
                "kind": "material",
            }
        ),
        "firms": pl.DataFrame(
            {"firm": firm, "name": firm, "district": np.array(district)[draw.integers(DISTRICTS, size=firms)]}
        ),
        "capabilities": made.with_columns(basis=pl.lit("stated"), status=pl.lit("made")),
        "links": pl.DataFrame(
            {
                "link": "l" + pl.Series(np.arange(links)).cast(pl.String),
                "supplier": firm.gather(sells),
                "buyer": firm.gather(buys),
                "sectors": pl.Series(sector[makes[2 * sells]]).reshape((-1, 1)).arr.to_list(),
                "relation": "supply",
            }
        ),
    }
    told = {name: frame.with_columns(rest) for name, frame in every.items()}
    told["sources"] = pl.DataFrame({"source": ["S"], "title": ["S"], "date": ["2024"], "kind": ["other"]})
    return told


def write(folder: Path, firms: int) -> None:
    for name, frame in tables(firms).items():
        frame.write_parquet(folder / f"{name}.parquet")
    region = ", ".join(f'"d{number}"' for number in range(REGION))
    (folder / "dataset.toml").write_text(META.format(region=region), encoding="utf-8")


def ours(folder: Path) -> str:
    from dataclasses import replace

    from chainlink import default_study, read_dataset, run_study

    data = read_dataset(folder)
    read = time.perf_counter()
    outcome = run_study(data, replace(default_study(), doubt=False))
    return f"{outcome.findings.rows.height} findings, study {time.perf_counter() - read:.2f} s"


def plain(folder: Path) -> str:
    links, firms = pl.scan_parquet(folder / "links.parquet"), pl.scan_parquet(folder / "firms.parquet")
    joined = links.join(firms, left_on="supplier", right_on="firm").group_by("district").agg(pl.all().len())
    others = [pl.scan_parquet(path) for path in folder.glob("*.parquet") if path.stem not in {"links", "firms"}]
    pl.collect_all([joined, *others])
    return ""


def one(side: str, folder: Path) -> None:
    start, worked = time.perf_counter(), time.process_time()
    said = {"ours": ours, "plain": plain}[side](folder)
    taken, worked = time.perf_counter() - start, time.process_time() - worked
    print(f"{taken:.3f} {worked:.3f} {peak():.2f} {said}")


def main(firms: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        write(Path(name), firms)
        runs: dict[str, list[list[float]]] = {"ours": [], "plain": []}
        for _ in range(ROUNDS):
            for side, told in runs.items():
                command = [sys.executable, __file__, side, name]
                said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                told.append([float(figure) for figure in said.split()[:3]])
                print(side, said.strip(), flush=True)
    wall, worked, memory = (
        {side: statistics.median(run[at] for run in told) for side, told in runs.items()} for at in range(3)
    )
    print(
        f"{firms:,} firms, {LINKS * firms:,} links: wall {wall['ours']:.1f} s against {wall['plain']:.1f} s, "
        f"{wall['ours'] / wall['plain']:.1f} x; cpu {worked['ours']:.1f} s against {worked['plain']:.1f} s, "
        f"{worked['ours'] / worked['plain']:.1f} x; {memory['ours']:.2f} GiB against {memory['plain']:.2f} GiB"
    )


if __name__ == "__main__":
    if sys.argv[1:2] in (["ours"], ["plain"]):
        one(sys.argv[1], Path(sys.argv[2]))
    else:
        main(int(sys.argv[1]) if sys.argv[1:] else 100_000)
