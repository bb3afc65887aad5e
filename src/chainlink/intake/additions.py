"""One row that a researcher adds: a firm, a link, a claim or a source, with names turned into ids."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import replace
from typing import Any

import polars as pl

from chainlink import terms
from chainlink.data import lookup
from chainlink.data.checks import credit_codes
from chainlink.data.checks.personal_data import without_personal_data
from chainlink.data.dangling import ids_of
from chainlink.data.dataset import Dataset
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.dates import last_day
from chainlink.errors import CallError
from chainlink.intake.changes import Changes
from chainlink.intake.exports.quantities import read_quantity
from chainlink.intake.names.parts import exact_key, exact_names

TARGET = {"firms": "firm", "districts": "district", "sectors": "sector", "chains": "chain", "parks": "park"}
"""Tables whose rows may be named by what people call them; the id is found."""


def add_row(
    dataset: Dataset, table: str, stated: dict[str, Any], *, another: bool = False, lang: str = "zh"
) -> tuple[dict[str, pl.DataFrame], pl.DataFrame, str]:
    """Return the tables with one row more, the log of it, and the row's id.

    Args:
        dataset: the dataset as it is.
        table: firms, links, claims or sources.
        stated: the columns as typed; ``figure`` (16万套) and ``about`` (links:a--b;firms:c) for a claim.
        another: the firm is another one, though one of its name is known in its district.
        lang: the language of complaints.

    Raises:
        CallError: an id is taken, a firm of the name is known in the district, a name is unknown or means several, a
            figure cannot be read or is negative, what it is about is not there, a text holds personal data.

    """
    changes = Changes(dataset)
    row = {key: value for key, value in stated.items() if key in TABLES[table].columns() and value not in {None, ""}}
    for name, _, meta in columns(TABLES[table]):
        if name in row:
            row[name] = _value(dataset, name, row[name], meta, lang)
    about: list[tuple[str, str]] = []
    if table == "claims":
        row |= _figure(str(stated["figure"]), row)
        about = [_subject(dataset, name, lang) for name in re.split("[;；]", stated["about"]) if name.strip()]
    if table == "firms" and not another:
        _refuse_double(dataset, row)
    key = TABLES[table].primary_key()[0]
    row.setdefault(key, _id(table, row, about))
    if (dataset.tables[table][key] == row[key]).any():
        raise CallError("same_source" if table == "sources" else "same_id", table=table, id=row[key])
    made = changes.add(table, row)
    for target, subject in about:
        shared: dict[str, Any] = {name: row[name] for name in ("source", "grade", "seen") if name in row}
        changes.add("claim_subjects", {"claim": row["claim"], "table": target, "id": subject, **shared})
    return changes.tables, changes.log("add"), made


def _refuse_double(dataset: Dataset, row: dict[str, Any]) -> None:
    """Refuse a firm whose name one of its district bears already, unless their codes say that they are two."""
    same = _bearers(dataset, row)
    for column in ("district", "credit_code"):
        if row.get(column):
            same = same.filter((pl.col(column) == row[column]).fill_null(value=True))
    if same.height:
        first = same.row(0, named=True)
        raise CallError("same_firm", name=row.get("name"), id=first["firm"], known=first["name"])


def _bearers(dataset: Dataset, row: dict[str, Any]) -> pl.DataFrame:
    """Return the firms that bear the name or the legal name of ``row``."""
    firms = dataset.tables["firms"]
    bearers = lookup.names_of(firms.drop("name_en", strict=False), "firm").filter(
        exact_names(pl.col("name")).is_in([exact_key(row[name]) for name in ("name", "legal_name") if row.get(name)])
    )
    return firms.join(bearers.select(firm="id"), on="firm", how="semi")


def namesakes(dataset: Dataset, stated: dict[str, Any]) -> list[str]:
    """Return the firms of ``dataset`` that bear the name of the firm added, each as ``id (name, district)``."""
    called = dataset.tables["districts"].select("district", called="name")
    bearers = _bearers(dataset, stated).join(called, on="district", how="left", maintain_order="left")
    listed = bearers.select("firm", "name", pl.coalesce("called", "district")).iter_rows()
    return [f"{firm} ({', '.join(word for word in words if word)})" for firm, *words in listed]


def _value(dataset: Dataset, name: str, value: Any, meta: dict[str, Any], lang: str) -> Any:
    is_text = meta["kind"] in {"text", "list"} and name != "url"
    if is_text and without_personal_data(str(value), is_name=True) != str(value):
        raise CallError("personal_data", column=meta["header" if lang == "zh" else "english"])
    target = meta.get("references")
    if meta["kind"] == "list":
        words = [word.strip() for word in re.split("[;；]", value) if word.strip()]
        return [_found(dataset, target, word, lang) for word in words]
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
    minus = re.match(r"\s*[-\u2010-\u2013\u2212\uff0d负]\s*", text)
    quantity = read_quantity(text[minus.end() :] if minus else text)
    if quantity is None:
        raise CallError("bad_quantity", value=text)
    if minus and (row.get("measure") != "growth" or quantity.value_to is not None):
        raise CallError("negative_quantity", value=text)
    yearly = row.get("measure") in {"quantity", "amount", "production", "output"}
    per = quantity.per or row.get("per") or ("year" if yearly else None)
    stated = replace(quantity, value=-quantity.value if minus else quantity.value, per=per)
    parts = {name: getattr(stated, name) for name in ("value", "value_to", "unit", "precision", "per")}
    return {name: value for name, value in parts.items() if value is not None}


def _subject(dataset: Dataset, word: str, lang: str) -> tuple[str, str]:
    """Return the table and the id of what a figure is about: a row that is there, by its id or what people call it."""
    table, _, subject = (part.strip() for part in word.partition(":"))
    if not subject or table not in terms.choices("subject_table"):
        raise CallError("bad_subject", value=word, known=", ".join(terms.choices("subject_table")))
    subject = _found(dataset, table, subject, lang)
    ids = ids_of(table, dataset.tables[table])["id"]
    if subject not in ids:
        near = lookup.near(ids.to_list(), subject, lang=lang)
        raise CallError("unknown_subject", table=table, id=subject, near=near)
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
