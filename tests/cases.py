"""Frames of a few rows made by hand, with every column of their table; and the region they are looked at from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from chainlink.config import Study
from chainlink.data.dataset import Dataset
from chainlink.data.tables import TABLES
from chainlink.findings import Outcome
from chainlink.measures.supply.deliveries import actual_links, deliveries
from chainlink.measures.supply.presence import presence
from chainlink.study import run_study

AS_OF = 2021
LOCAL = ("wan", "kai")

Row = Mapping[str, Any]


def table(name: str, *rows: Row, **every: Any) -> pl.DataFrame:
    """Make a table as read: ``every`` is said of each row, rows are numbered from 2 as in a file with a heading."""
    known = TABLES[name].create_empty().schema
    place = {"file": f"{name}.csv", "source": ["SEED"]}
    whole = [
        {**{key: value for key, value in place.items() if key in known}, "row": number, **every, **row}
        for number, row in enumerate(rows, start=2)
    ]
    unknown = {key for row in whole for key in row} - set(known)
    assert not unknown, unknown
    return pl.DataFrame([{key: row.get(key) for key in known} for row in whole], schema=known, orient="row")


def firms(*rows: Row | str, **every: Any) -> pl.DataFrame:
    """Make firms; a firm given as ``id@district`` is named."""
    return table("firms", *(_firm(row) if isinstance(row, str) else row for row in rows), **every)


def _firm(text: str) -> Row:
    firm, _, district = text.partition("@")
    return {"firm": firm, "name": firm, "district": district or None, "named": True}


def capabilities(*pairs: str | Row, **every: Any) -> pl.DataFrame:
    """Make capabilities stated, made and seen at AS_OF unless told otherwise; ``firm:sector`` for short."""
    common = {"basis": "stated", "status": "made", "seen": AS_OF, **every}
    whole = [
        dict(zip(("firm", "sector"), one.split(":"), strict=True)) if isinstance(one, str) else one for one in pairs
    ]
    return table("capabilities", *whole, **common)


def links(*rows: Row | str, **every: Any) -> pl.DataFrame:
    """Make supply links seen at AS_OF; ``supplier>buyer:sector+sector`` for short, without sectors nothing is told."""
    common = {"relation": "supply", "seen": AS_OF, **every}
    return table("links", *(_link(row) if isinstance(row, str) else row for row in rows), **common)


def _link(text: str) -> Row:
    ends, _, sectors = text.partition(":")
    supplier, _, buyer = ends.partition(">")
    told = sectors.split("+") if sectors else None
    return {"link": f"{supplier}--{buyer}", "supplier": supplier, "buyer": buyer, "sectors": told}


def flows(*rows: Row | str, **every: Any) -> pl.DataFrame:
    """Make essential material flows; ``input>output`` for short."""
    common = {"criticality": "essential", "kind": "material", **every}
    whole = [
        dict(zip(("input", "output"), one.split(">"), strict=True)) if isinstance(one, str) else one for one in rows
    ]
    return table("flows", *whole, **common)


def sectors(*rows: Row | str, **every: Any) -> pl.DataFrame:
    """Make sectors; an id alone is a sector without traits."""
    whole = [{"sector": one} if isinstance(one, str) else one for one in rows]
    return table("sectors", *({"name": one["sector"], "stage": "midstream", **one} for one in whole), **every)


def sources(*rows: Row) -> pl.DataFrame:
    """Make the source SEED of 2021 and ``rows``."""
    seed = {"source": "SEED", "title": "开州 弹好“协奏曲”", "date": "2021-10", "kind": "official_media"}
    return table("sources", seed, *rows)


def known_of(
    seats: pl.DataFrame, made: pl.DataFrame, *, status: pl.DataFrame | None = None, seen_by: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Measure presence at AS_OF."""
    nothing = table("firm_status") if status is None else status
    return presence(
        firms=seats, firm_status=nothing, capabilities=made, live_links=table("links") if seen_by is None else seen_by,
        sources=sources(), as_of=AS_OF,
    )  # fmt: skip


def goods_of(seats: pl.DataFrame, made: pl.DataFrame, sold: pl.DataFrame) -> pl.DataFrame:
    """Measure what the actual links carry at AS_OF, no link having a claim."""
    actual = actual_links(links=sold, claims=table("claims"), claim_subjects=table("claim_subjects"), as_of=AS_OF)
    return deliveries(local_links=actual, firms=seats, presence=known_of(seats, made))


def outcome(study: Study | None = None, **tables: pl.DataFrame) -> Outcome:
    """Run a study (the default one at AS_OF) on ``tables``; districts wan and kai are the region, liang its neighbour."""
    districts = table(
        "districts",
        {"district": "wan", "name": "万州", "ring": "core"},
        {"district": "kai", "name": "开州", "ring": "core"},
        {"district": "liang", "name": "梁平", "ring": "neighbour"},
        {"district": "far", "name": "市外", "ring": "outside"},
    )
    given = {"districts": districts, "sources": sources(), **tables}
    data = Dataset(
        id="case", title="案例", title_en="A case", region=LOCAL, version="1", schema_version=1, licence="CC0-1.0",
        note="", path=Path("case"), tables={name: given.get(name, table(name)) for name in TABLES},
    )  # fmt: skip
    return run_study(data, study or Study(as_of=AS_OF))
