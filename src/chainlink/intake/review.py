"""What a person decides: the rows of a review sheet, and what of a filled one is taken into the dataset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import polars as pl

from chainlink import terms
from chainlink.data.checks.personal_data import without_personal_data
from chainlink.data.dataset import Dataset
from chainlink.data.naming import plain
from chainlink.data.readers import RawTable
from chainlink.data.review_columns import ASKED_NAMES, ASKED_SECTORS
from chainlink.errors import Fault
from chainlink.intake.changes import Changes, merge_firms
from chainlink.intake.exports import cells
from chainlink.intake.matching import register
from chainlink.intake.names.parts import exact_key
from chainlink.intake.proposals import PRODUCTS

YES = ("采纳", "accept", "accepted", "是", "y", "yes", "√", "1")
NO = ("不采纳", "reject", "rejected", "否", "n", "no", "×", "0")


@dataclass(frozen=True)
class Accepted:
    """What a filled sheet changes: ``tables`` whole, their ``log``, how many rows were answered how, remarks."""

    tables: dict[str, pl.DataFrame]
    log: pl.DataFrame
    counts: dict[str, int]
    told: tuple[Fault, ...]


def review_rows(
    dataset: Dataset, firms: pl.DataFrame, proposals: pl.DataFrame, possible: pl.DataFrame, *, lang: str = "zh"
) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of a review sheet: ``sectors`` (proposals not yet taken) and ``names`` (possible doubles)."""
    have = dataset.tables["capabilities"].select("firm", "sector", known="basis")
    fresh = proposals.join(have, on=["firm", "sector"], how="left", maintain_order="left").filter(
        pl.col("known").is_null() | ((pl.col("known") == "inferred") & (pl.col("basis") == "stated"))
    )
    sectors = [
        {
            **{key: row[key] for key in ("firm", "name", "sector", "sector_name", "source", "seen")},
            "confidence": terms.word(f"review.{row['confidence']}", lang),
            "product": row["phrase"] if row["why"] in PRODUCTS else None,
            "basis": terms.word(f"capability_basis.{row['basis']}", lang),
            "reason": reason_of(row, lang),
            "answer": None,
        }
        for row in fresh.iter_rows(named=True)
    ]
    names = dict(firms.select("firm", "name").iter_rows())
    doubles = [
        {
            "firm": row["new"],
            "name": names.get(row["new"], row["name"]),
            "other": row["firm"],
            "other_name": row["candidate"],
            "confidence": f"{row['score']:.2f}",
            "reason": name_reason(row, lang),
            "answer": None,
        }
        for row in possible.iter_rows(named=True)
    ]
    return {"sectors": sectors, "names": doubles}


def reason_of(row: dict[str, Any], lang: str = "zh") -> str:
    """Word why a sector is proposed."""
    if row["why"] == "code_only":
        return terms.sentence("proposal_reason.code_only", lang, gb=row["code"], count=row["count"])
    reason = terms.sentence(f"proposal_reason.{row['why']}", lang, phrase=row["phrase"], term=row["term"])
    return reason + (terms.sentence("proposal_reason.code_agrees", lang, gb=row["code"]) if row["code"] else "")


def name_reason(row: dict[str, Any], lang: str = "zh") -> str:
    """Word why a name is linked, proposed or neither, with what each side says."""
    parts = {key: row[key] or terms.word("name_reason.not_stated", lang) for key in ("name_says", "candidate_says")}
    return terms.sentence(f"name_reason.{row['reason']}", lang, **parts)


_ASKED = tuple(dict.fromkeys((*ASKED_SECTORS, *ASKED_NAMES)))


def _column(heading: str) -> str | None:
    tidy = plain(heading)
    words = ((key, terms.word(f"review.{key}", lang)) for key in _ASKED for lang in terms.LANGUAGES)
    return next((key for key, word in words if plain(word) == tidy), None)


def find_review_head(rows: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the headings of a review sheet among the first rows."""
    heads = ({_column(cell) for cell in row if cell} for row in rows)
    return next((place for place, columns in enumerate(heads) if {"firm", "answer"} <= columns), None)


def accept(dataset: Dataset, tables: Sequence[RawTable]) -> Accepted:
    """Return what the accepted rows of a filled sheet change; a row without an answer changes nothing.

    A sector accepted from a product word is stated; one from business scope, name or code is inferred, whatever the
    sheet was made to say: the column 依据类别 is read, and only a row with a product may be 明示.
    """
    sectors = Changes(dataset)
    merges: Changes | None = None
    counts = dict.fromkeys(("accepted", "stated", "inferred", "merged", "already", "rejected", "open"), 0)
    remarks: list[Fault] = []
    is_review_sheet = False
    for table in sorted(tables, key=lambda table: "other" in {_column(heading) for heading in table.headings}):
        remarks += [*table.faults, *table.warnings]
        keys = {_column(heading): str(at) for at, heading in enumerate(table.headings)}
        if "answer" not in keys or not {"sector", "other"} & set(keys):
            continue
        is_review_sheet = True
        if "other" in keys and merges is None:
            merges = Changes(replace(dataset, tables={**dataset.tables, **sectors.tables}))
        picked = {key: cells.tidy(pl.col(at)) for key, at in keys.items() if key}
        for row in table.frame.select("row", **picked).iter_rows(named=True):
            answer = _answer(row["answer"])
            if answer in counts:
                counts[answer] += 1
            elif answer == "unclear":
                remarks.append(_fault(table, "review_answer", row, "answer"))
            elif "sector" in keys:
                _accept_sector(sectors, row, table, counts, remarks)
            elif merges is not None:
                _accept_name(merges, row, table, counts, remarks)
    if not is_review_sheet:
        remarks.append(Fault(tables[0].file if tables else "-", "review_head"))
    merged = merges.tables if merges is not None else {}
    log = pl.concat([sectors.log("review"), *([merges.log("merge")] if merges is not None else [])])
    return Accepted({**sectors.tables, **merged}, log, counts, tuple(remarks))


def _answer(written: str | None) -> str:
    """Return what an answer means: rejected, open, yes or unclear."""
    tidy = plain(written or "")
    if not tidy:
        return "open"
    return "rejected" if tidy in map(plain, NO) else "yes" if tidy in map(plain, YES) else "unclear"


def _fault(table: RawTable, code: str, row: dict[str, Any], key: str) -> Fault:
    """Return what is wrong in the cell of ``key``, with its place in the sheet."""
    heading = next(heading for heading in table.headings if _column(heading) == key)
    return table.fault(code, row["row"], heading, row[key])


def _has(changes: Changes, table: str, column: str, value: str | None) -> bool:
    return value is not None and (changes.table(table)[column] == value).any()


def _accept_sector(
    changes: Changes, row: dict[str, Any], table: RawTable, counts: dict[str, int], remarks: list[Fault]
) -> None:
    if not _has(changes, "firms", "firm", row["firm"]) and (merged := _bearers(changes, row.get("name"))):
        row = {**row, "firm": merged[0]}
    for code, name, key in (("review_firm", "firms", "firm"), ("review_sector", "sectors", "sector")):
        if not _has(changes, name, key, row[key]):
            remarks.append(_fault(table, code, row, key))
            return
    stated = row.get("basis") in {terms.word("capability_basis.stated", lang) for lang in terms.LANGUAGES}
    product = without_personal_data(row.get("product") or "") or None
    basis = "stated" if stated and product else "inferred"
    key = f"{row['firm']}:{row['sector']}"
    have = changes.table("capabilities").filter((pl.col("firm") == row["firm"]) & (pl.col("sector") == row["sector"]))
    reason = f"{table.file} {table.sheet or ''} {row['row']}"
    if have.height and (have["basis"][0] != "inferred" or basis != "stated"):
        counts["already"] += 1
        return
    counts["accepted"] += 1
    counts[basis] += 1
    if have.height:
        for column, value in (("basis", "stated"), ("product", product)):
            changes.update("capabilities", key, column, value, reason=reason)
        return
    firm = changes.table("firms").filter(pl.col("firm") == row["firm"]).row(0, named=True)
    cited = [source for source in (row.get("source") or "").split(";") if _has(changes, "sources", "source", source)]
    seen = int(row["seen"]) if str(row.get("seen") or "").isdecimal() else None  # not the year that its firm was seen
    made = {"firm": row["firm"], "sector": row["sector"], "basis": basis, "status": "made"}
    made |= {"product": product if basis == "stated" else None}
    note = f"复核采纳：{without_personal_data(row.get('reason') or '') or ''}".strip("：")
    told_by = {"source": cited or firm["source"], "grade": "B", "seen": seen, "note": note}
    changes.add("capabilities", {**made, **told_by}, reason=reason)


def _accept_name(
    changes: Changes, row: dict[str, Any], table: RawTable, counts: dict[str, int], remarks: list[Fault]
) -> None:
    for key in ("other", "firm"):
        if not _has(changes, "firms", "firm", row[key]):
            if key == "firm" and row["other"] in _bearers(changes, row.get("name")):
                counts["already"] += 1
            else:
                remarks.append(_fault(table, "review_firm", row, key))
            return
    counts["accepted"] += 1
    counts["merged"] += 1
    merge_firms(changes, row["other"], row["firm"], reason=f"{table.file} {table.sheet or ''} {row['row']}")


def _bearers(changes: Changes, name: str | None) -> list[str]:
    """Return the firms that bear ``name``: where a firm that is gone was merged into."""
    if name is None:
        return []
    bears = pl.any_horizontal(pl.col("name", "legal_name") == name) | pl.col("aliases").list.contains(name)
    return changes.table("firms").filter(bears.fill_null(value=False))["firm"].to_list()


def link_names(dataset: Dataset, resolved: pl.DataFrame) -> tuple[dict[str, pl.DataFrame], pl.DataFrame]:
    """Return what keeping the linked names of ``resolve_names`` as aliases changes: the tables and their log."""
    changes = Changes(dataset)
    known = {row["firm"]: row for row in register(dataset).iter_rows(named=True)}
    linked = resolved.filter((pl.col("decision") == "link") & pl.col("firm").is_not_null())
    for row in linked.unique(["name", "firm"], maintain_order=True).iter_rows(named=True):
        firm = known[row["firm"]]
        now = changes.table("firms").filter(pl.col("firm") == row["firm"])["aliases"].to_list()[0] or []
        have = {exact_key(name) for name in (firm["name"], firm["legal_name"], *now) if name}
        if exact_key(row["name"]) not in have and ";" not in row["name"]:
            changes.update("firms", row["firm"], "aliases", [*now, row["name"]], reason=row["reason"])
    return changes.tables, changes.log("names")
