"""A small dataset made in a test: two districts, one chain, four firms; any table replaced or added by the test."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

Rows = Sequence[Mapping[str, object]]

TABLES: dict[str, list[dict[str, object]]] = {
    "districts": [
        {"district": "wan", "name": "万州", "ring": "core", "lon": 108.4, "lat": 30.8},
        {"district": "kai", "name": "开州", "ring": "core"},
        {"district": "liang", "name": "梁平", "ring": "neighbour"},
    ],
    "places": [
        {"place": "wan-town", "name": "万州城区", "district": "wan", "kind": "town"},
        {"place": "puli", "name": "浦里新区", "district": "kai", "kind": "park"},
    ],
    "parks": [{"park": "puli", "name": "浦里新区", "district": "kai", "level": "市级", "lead_chains": "equipment"}],
    "chains": [{"chain": "equipment", "name": "装备制造", "lead": "Y", "order": 1}],
    "sectors": [
        {
            "sector": "stamping",
            "name": "车身冲压件",
            "stage": "midstream",
            "reach": "ring",
            "env_class": "none",
            "captive": "N",
        },
        {"sector": "truck", "name": "载货车整车", "stage": "downstream", "reach": "national"},
        {"sector": "steel", "name": "汽车钢板", "stage": "upstream", "reach": "national"},
    ],
    "chain_sectors": [
        {"chain": "equipment", "sector": "stamping", "role": "own"},
        {"chain": "equipment", "sector": "truck", "role": "own"},
        {"chain": "equipment", "sector": "steel", "role": "own"},
    ],
    "flows": [
        {"input": "steel", "output": "stamping", "criticality": "essential", "kind": "material"},
        {"input": "stamping", "output": "truck", "criticality": "essential", "kind": "material"},
    ],
    "firms": [
        {
            "firm": "changan",
            "name": "长安跨越",
            "aliases": "跨越；长安跨越车辆",
            "district": "wan",
            "chains": "equipment",
            "named": "Y",
        },
        {"firm": "qianneng", "name": "千能实业", "district": "kai", "park": "puli", "named": "Y"},
        {"firm": "x-other", "name": "(其他)", "named": "N"},
    ],
    "firm_status": [{"firm": "changan", "year": 2020, "status": "operating", "seen": 2020}],
    "capabilities": [
        {"firm": "changan", "sector": "truck", "basis": "stated", "status": "made", "seen": 2021},
        {"firm": "qianneng", "sector": "stamping", "basis": "stated", "status": "made", "seen": 2021},
    ],
    "links": [
        {
            "link": "qianneng--changan",
            "supplier": "qianneng",
            "buyer": "changan",
            "product": "冲压、焊接零部件",
            "sectors": "stamping",
            "relation": "supply",
            "seen": 2021,
        }
    ],
    "claims": [
        {
            "claim": "c1",
            "measure": "quantity",
            "value": 160000,
            "unit": "套",
            "per": "year",
            "from": "2020",
            "status": "actual",
        },
        {
            "claim": "c2",
            "measure": "quantity",
            "value": 180000,
            "unit": "套",
            "per": "year",
            "from": "2021",
            "status": "expected",
        },
    ],
    "claim_subjects": [
        {"claim": "c1", "table": "links", "id": "qianneng--changan"},
        {"claim": "c2", "table": "links", "id": "qianneng--changan"},
    ],
    "statements": [
        {"statement": "s1", "chain": "equipment", "wording_class": "wish", "specificity": "chain", "year": 2021}
    ],
    "projects": [
        {
            "project": "p1",
            "name": "冲压二期",
            "district": "kai",
            "sectors": "stamping",
            "status": "signed",
            "year": 2021,
        }
    ],
    "surveys": [
        {"district": "kai", "sector": "steel", "date": "2021-05", "completeness": "partial", "makers_found": 0}
    ],
    "prospects": [{"firm": "x-other", "sector": "steel", "supplies_now": "changan"}],
    "admissions": [{"park": "puli", "env_class": "plating", "verdict": "unknown"}],
    "travel": [{"from": "puli", "to": "wan-town", "mode": "road", "as_of": "2021", "minutes": 15, "km": 12.5}],
    "sources": [{"source": "SEED", "title": "开州 弹好“协奏曲”", "date": "2021-10", "kind": "official_media"}],
}
"""A dataset without a fault; every row but a source gets the source SEED unless it says otherwise."""

META = """id = "small"
title = "小数据集"
title_en = "A small dataset"
region = ["wan", "kai"]
version = "1"
schema_version = 1
licence = "CC0-1.0"
note = "made in a test"
"""


def rows(table: str, *more: Mapping[str, object]) -> list[dict[str, object]]:
    """Return the rows of the small dataset's ``table`` with ``more`` after them."""
    return [*map(dict, TABLES[table]), *map(dict, more)]


def small_dataset(folder: Path, *, bare: bool = False, meta: str = META, **tables: Rows | str | bytes | None) -> Path:
    """Write the small dataset as CSV into ``folder`` and return it.

    Args:
        folder: made if it is not there.
        bare: leave every table without rows that is not in ``tables``.
        meta: the text of dataset.toml.
        tables: rows that stand in place of the table's own (values as they stand in a cell; lists are joined by ``;``),
            the whole text of its file, or None to leave the file out.

    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "dataset.toml").write_text(meta, encoding="utf-8")
    for name in {**TABLES, **tables}:
        given = tables.get(name, [] if bare and name != "sources" else TABLES.get(name, []))
        file = folder / f"{name}.csv"
        if given is None:
            continue
        if isinstance(given, str):
            file.write_text(given, encoding="utf-8", newline="")
        elif isinstance(given, bytes):
            file.write_bytes(given)
        elif given:
            write_csv(file, given if name == "sources" else [{"source": "SEED", **row} for row in given])
        else:
            from chainlink.data.schema import columns
            from chainlink.data.tables import TABLES as DECLARED

            file.write_text(",".join(column for column, _, _ in columns(DECLARED[name])) + "\n", encoding="utf-8")
    return folder


def write_csv(file: Path, given: Rows) -> None:
    """Write rows as a CSV file whose headings are all the keys that occur."""
    heads = list(dict.fromkeys(key for row in given for key in row))
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, heads, restval="")
        writer.writeheader()
        writer.writerows({key: _cell(value) for key, value in row.items()} for row in given)


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Y" if value else "N"
    if isinstance(value, (list, tuple)):
        return ";".join(map(str, value))
    return value
