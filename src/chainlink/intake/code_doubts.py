"""Rows whose credit code cannot be theirs: it stands beside firms of another core, in the lists or in the dataset."""

from __future__ import annotations

from itertools import combinations

import polars as pl

from chainlink.data.readers import some
from chainlink.errors import Fault
from chainlink.intake.exports import cells
from chainlink.intake.exports.rows import TOLD
from chainlink.intake.names.likeness import LIKELY, PROPOSE
from chainlink.intake.names.parts import exact_key
from chainlink.intake.names.proper_cores import cores_agree
from chainlink.intake.names.resolve import RESOLVED

REASON = "other_core"
MOST_NAMES = 12
"""No firm has more names in one import: a code that more bear was filled down."""
MAY = pl.Schema([*((name, kind) for name, kind in RESOLVED.items() if name != "place"), ("at", pl.Int64())])
"""Which known firm a row may be that bears its code under a name of another core."""


def without_doubtful_codes(
    rows: pl.DataFrame, known: pl.DataFrame, remarks: list[Fault]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take the code away from rows whose names contradict each other or the firm that bears it; tell them.

    Args:
        rows: the rows of the lists, reads ``at, file, sheet, row, name, former, credit_code``.
        known: the named firms of the dataset, reads ``firm, name, legal_name, aliases, credit_code, latin_places``.
        remarks: what is told is added to it.

    Returns:
        The rows, and which known firm the only name of a code may be (``MAY``).

    """
    coded = rows.filter(pl.col("credit_code").is_not_null()).with_columns(old=cells.values(pl.col("former")))
    asked = coded.filter(
        pl.col("credit_code").is_in(known["credit_code"].drop_nulls().implode())
        | (pl.col("name").n_unique().over("credit_code") > 1)
    )
    if asked.is_empty():
        return rows, MAY.to_frame()
    firms = [_Known(*row) for row in known.select("firm", "name", "legal_name", "aliases", "credit_code").iter_rows()]
    bearing = {exact_key(name): firm for firm in firms for name in firm.names}
    by_code = {str(firm.code): firm for firm in firms if firm.code}
    places = frozenset(known["latin_places"].explode().drop_nulls())
    doubted: list[int] = []
    may: list[dict[str, object]] = []
    several = []
    for (code,), group in asked.group_by("credit_code", maintain_order=True):
        names = {row["name"]: _names(row, bearing) for row in group.iter_rows(named=True)}
        pairs = combinations(names.values(), 2)
        if len(names) > MOST_NAMES or any(not cores_agree(*pair, places) for pair in pairs):
            several.append(group)
            doubted += group["at"].to_list()
        elif (firm := by_code.get(str(code))) and not any(
            cores_agree(written, firm.names, places) for written in names.values()
        ):
            doubted += group["at"].to_list()
            may += [_may_be(row, firm) for row in group.unique("name", maintain_order=True).iter_rows(named=True)]
            remarks.append(_beside_known(group, firm))
    remarks += _told(several, by_code)
    own = pl.when(~pl.col("at").is_in(doubted)).then("credit_code")
    return rows.with_columns(credit_code=own), pl.DataFrame(may, schema=MAY)


class _Known:
    """A firm of the dataset with all its names."""

    def __init__(self, firm: str, name: str, legal: str | None, aliases: list[str] | None, code: str | None) -> None:
        self.firm, self.name, self.code = firm, name, code
        self.names = list(filter(None, (name, legal, *(aliases or ()))))


def _names(row: dict[str, object], bearing: dict[str, _Known]) -> list[str]:
    """Return the names of a row: its own, its old ones, and those of the known firm that bears its own."""
    name = str(row["name"])
    old = row["old"] if isinstance(row["old"], list) else []
    firm = bearing.get(exact_key(name))
    return [name, *old, *(firm.names if firm else ())]


def _may_be(row: dict[str, object], firm: _Known) -> dict[str, object]:
    says = {"name_says": row["name"], "candidate_says": firm.name}
    judged = {"score": LIKELY, "decision": PROPOSE, "reason": REASON}
    return {"name": row["name"], "candidate": firm.name, "firm": firm.firm, "at": row["at"], **judged, **says}


def _beside_known(group: pl.DataFrame, firm: _Known) -> Fault:
    first = group.row(0, named=True)
    parts = {"credit_code": first["credit_code"], "firm": firm.firm, "candidate": firm.name}
    return Fault.at(first, "import_code_of_known", column="企业名称", value=first["name"], **parts)


def _told(several: list[pl.DataFrame], by_code: dict[str, _Known]) -> list[Fault]:
    """Tell each code that stands beside several firms: its rows with their names, and who bears it in the dataset."""
    faults = []
    for group in several[:TOLD]:
        first = group.row(0, named=True)
        code = first["credit_code"]
        rows = [f"{row['file']} {row['sheet'] or ''} {row['row']} {row['name']}" for row in group.iter_rows(named=True)]
        if firm := by_code.get(code):
            rows.append(f"{firm.firm} {firm.name}")
        place = {"column": "企业名称", "value": first["name"], "credit_code": code}
        others = some(" ".join(row.split()) for row in rows)
        faults.append(Fault.at(first, "import_code_of_several", **place, others=others))
    if len(several) > TOLD:
        more = {"count": len(several) - TOLD}
        faults.append(Fault(several[TOLD]["file"][0], "import_code_of_several_more", parts={**more}))
    return faults
