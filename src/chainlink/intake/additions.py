"""One row that a researcher adds: a firm, a link, a claim or a source, with names turned into ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Any

import polars as pl

from chainlink.dataset import credit_codes, lookup
from chainlink.dataset.dataset import Dataset
from chainlink.dataset.personal_data import without_personal_data
from chainlink.dates import last_day
from chainlink.errors import CallError
from chainlink.intake.changes import Changes
from chainlink.intake.quantities import read_quantity
from chainlink.schema import columns
from chainlink.tables import TABLES

TARGET = {"firms": "firm", "districts": "district", "sectors": "sector", "chains": "chain", "parks": "park"}
"""Tables whose rows may be named by what people call them; the id is found."""


def add_row(
    dataset: Dataset, table: str, given: dict[str, Any], *, lang: str = "zh"
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame, str]:
    """Return the tables with one row more, the log of it, and the row's id.

    Args:
        dataset: the dataset as it is.
        table: firms, links, claims or sources.
        given: the columns as typed; ``figure`` (16万套) and ``about`` (links:a--b;firms:c) for a claim.
        lang: the language of complaints.

    Raises:
        CallError: an id is taken, a name is unknown or means several, a figure cannot be read, a text holds personal
            data.

    """
    changes = Changes(dataset)
    row = {key: value for key, value in given.items() if key in TABLES[table].columns() and value not in {None, ""}}
    for name, _, meta in columns(TABLES[table]):
        if name in row:
            row[name] = _value(dataset, name, row[name], meta, lang)
    about: list[tuple[str, str]] = []
    if table == "claims":
        row |= _figure(str(given["figure"]), row)
        about = [_subject(one) for one in re.split("[;；]", given["about"]) if one.strip()]
    key = TABLES[table].primary_key()[0]
    row.setdefault(key, _id(table, row, about))
    if (dataset.tables[table][key] == row[key]).any():
        raise CallError("same_id", table=table, id=row[key])
    made = changes.add(table, row)
    for target, subject in about:
        shared: dict[str, Any] = {name: row[name] for name in ("source", "grade", "seen") if name in row}
        changes.add("claim_subjects", {"claim": row["claim"], "table": target, "id": subject, **shared})
    return changes.tables, changes.log("add"), made


def _value(dataset: Dataset, name: str, value: Any, meta: dict[str, Any], lang: str) -> Any:
    if (
        meta["kind"] in {"text", "list"}
        and name != "url"
        and without_personal_data(str(value), is_name=True) != str(value)
    ):
        raise CallError("personal_data", column=meta["header"])
    target = meta.get("references")
    if meta["kind"] == "list":
        words = [one.strip() for one in re.split("[;；]", value) if one.strip()]
        return [_found(dataset, target, one, lang) for one in words]
    if target is not None:
        return _found(dataset, target, str(value), lang)
    if name == "credit_code":
        code = str(credit_codes.tidy_codes(pl.Series([value]))[0])
        if not credit_codes.valid(pl.Series([code]))[0]:
            raise CallError("bad_code", value=value)
        return code
    if meta["kind"] == "date" and last_day(str(value)) is None:
        raise CallError("bad_date", value=value)
    return value


def _found(dataset: Dataset, target: str | None, word: str, lang: str) -> str:
    return lookup.find(dataset.tables[target], TARGET[target], word, lang=lang) if target in TARGET else word


def _figure(text: str, row: dict[str, Any]) -> dict[str, Any]:
    found = read_quantity(text)
    if found is None:
        raise CallError("bad_quantity", value=text)
    per = (
        found.per
        or row.get("per")
        or ("year" if row.get("measure") in {"quantity", "amount", "production", "output"} else None)
    )
    made = {
        "value": found.value,
        "value_to": found.value_to,
        "unit": found.unit,
        "precision": found.precision,
        "per": per,
    }
    return {name: value for name, value in made.items() if value is not None}


def _subject(word: str) -> tuple[str, str]:
    table, _, subject = word.strip().partition(":")
    if not subject:
        raise CallError("bad_subject", value=word)
    return table, subject


def _id(table: str, row: dict[str, Any], about: list[tuple[str, str]]) -> str:
    """Return an id that says what the row is, as far as letters and digits can."""
    match table:
        case "links":
            return f"{row['supplier']}--{row['buyer']}"
        case "claims":
            first = re.sub(r"[^A-Za-z0-9_-]+", "-", about[0][1]) if about else "claim"
            return f"{first}-{row['measure']}-{row.get('from', 'x')}"
        case _:
            name = str(row.get("name", ""))
            plain = re.sub(r"[^a-z0-9]+", "-", unicodedata.normalize("NFKC", name).lower()).strip("-")
            digest = hashlib.sha256(f"{name}|{row.get('district') or ''}".encode()).hexdigest()[:12]
            return str(row.get("credit_code") or (plain if len(plain) > 2 and plain.isascii() else f"n-{digest}"))  # noqa: PLR2004
