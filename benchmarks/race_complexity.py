"""Quotient, proximity, density, ECI/PCI and COI/COG, table in and long frames out, against ecomplexity."""

from __future__ import annotations

import contextlib
import io
import sys
import warnings

import numpy as np
import pandas as pd
import polars as pl
from ecomplexity import ecomplexity
from ecomplexity import proximity as proximity_of_peer
from racing import paired, peak, say
from tables import specialisation

from chainlink.measures import (
    complexity,
    complexity_outlook,
    location_quotient,
    presence,
    proximity,
    relatedness_density,
)

SIZES = [(250, 800, 29_000, 15), (3_000, 1_000, 223_000, 3)]
NAMES = {"time": "year", "loc": "region", "prod": "activity", "val": "value"}


def ours(table: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """All but the frame of proximities, which the peer writes by a function of its own."""
    return _measured(table)[1]


def ours_whole(table: pl.DataFrame) -> dict[str, pl.DataFrame]:
    held, found = _measured(table)
    return {**found, "proximity": proximity(held)}


def _measured(table: pl.DataFrame) -> tuple[pl.DataFrame, dict[str, pl.DataFrame]]:
    quotients = location_quotient(table)
    held = presence(quotients)
    rows, columns = complexity(held)
    outlook = complexity_outlook(held)
    density = relatedness_density(held)
    found = {"quotients": quotients, "rows": rows, "columns": columns, "coi": outlook.rows, "cog": outlook.pairs}
    return held, {**found, "density": density}


def theirs(table: pd.DataFrame) -> pd.DataFrame:
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return ecomplexity(table, NAMES, check_logsupermodularity=False, verbose=False)


def theirs_whole(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    with contextlib.redirect_stdout(io.StringIO()):
        return theirs(table), proximity_of_peer(table, NAMES)


def main() -> None:
    for rows, columns, links, times in SIZES:
        table = specialisation(rows, columns, links)
        frame = pd.DataFrame({"year": 2020, **{name: table[name].to_list() for name in table.columns}})
        mine, other = ours(table), theirs(frame)
        eci = mine["rows"].drop_nulls("eci")
        known = other.drop_duplicates("region").set_index("region")["eci"]
        apart = float(np.abs(eci["eci"].to_numpy() - known.loc[eci["region"].to_list()].to_numpy()).max())
        name = f"complexity chain {rows} x {columns}, {table.height} links"
        seconds = paired(lambda t=table: ours_whole(t), lambda f=frame: theirs_whole(f), times=times, warm=1)
        say(name, *seconds, f"eci apart {apart:.0e}")
        seconds = paired(lambda t=table: ours(t), lambda f=frame: theirs(f), times=times, warm=1)
        say("  both without the frame of proximities", *seconds)
    print(f"peak of both together {peak():.2f} GiB")


if __name__ == "__main__":
    sys.exit(main())
