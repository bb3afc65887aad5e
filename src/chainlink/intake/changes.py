"""Changes of a dataset that can be taken back: rows changed, dropped and added, each written to the log."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import polars as pl

from chainlink.data.clean import empty_table
from chainlink.data.dataset import Dataset
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES
from chainlink.errors import CallError
from chainlink.intake.plan import LOG

PLACE_COLUMNS = ("file", "sheet", "row")
FILLED = (
    *("legal_name", "credit_code", "district", "park", "chains", "parent"),
    *("purchasing", "since", "until", "seen"),
)
"""What a firm takes over from one that is made one with it, where its own cell is blank."""
UNDOABLE = ("names-", "merge-")
"""The kinds of batches that hold decisions about names."""


class Changes:
    """A set of changes to tables, collected with the log that undoes them."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.tables: dict[str, pl.DataFrame] = {}
        self._log: list[dict[str, Any]] = []

    def table(self, name: str) -> pl.DataFrame:
        """Return the table as changed so far."""
        return self.tables.get(name, self.dataset.tables[name])

    def update(self, name: str, key: str, column: str, value: object, *, reason: str = "") -> None:
        """Set one cell of the row with ``key``; nothing happens where it holds the value already."""
        frame = self.table(name)
        at = _place(name, frame, key)
        before = _text(frame[column][at])
        if before == _text(value):
            return
        cells = frame[column].to_list()
        cells[at] = value
        self.tables[name] = frame.with_columns(pl.Series(column, cells, dtype=frame.schema[column]))
        self._note("update", name, key, column, before, _text(value), reason)

    def drop(self, name: str, key: str, *, reason: str = "") -> None:
        """Drop the row with ``key``."""
        frame = self.table(name)
        at = _place(name, frame, key)
        row = {column: value for column, value in frame.row(at, named=True).items() if column not in PLACE_COLUMNS}
        self.tables[name] = pl.concat([frame[:at], frame[at + 1 :]])
        self._note("drop", name, key, None, json.dumps(row, ensure_ascii=False), None, reason)

    def add(self, name: str, row: dict[str, Any], *, reason: str = "") -> str:
        """Add a row (some columns of the table); return its key."""
        frame = self.table(name)
        shape = empty_table(name).schema
        last = int(frame["row"].max() or 1) if frame.height else 1  # type: ignore[arg-type]
        whole = {**dict.fromkeys(shape), "file": f"{name}.csv", "row": last + 1, **row}
        made = pl.DataFrame([whole], schema={column: shape.get(column, pl.String) for column in whole})
        self.tables[name] = pl.concat([frame, made], how="diagonal_relaxed")
        key = key_of(name, whole)
        self._note("add", name, key, None, None, json.dumps(row, ensure_ascii=False), reason)
        return key

    def _note(
        self, action: str, table: str, key: str, column: str | None, before: str | None, after: str | None, reason: str
    ) -> None:
        change = {"action": action, "table": table, "key": key, "column": column, "before": before, "after": after}
        self._log.append({**change, "reason": reason or None})

    def log(self, kind: str) -> pl.DataFrame:
        """Return the log rows under one batch id: the kind and what was done."""
        digest = hashlib.sha256(json.dumps(self._log, ensure_ascii=False, sort_keys=True).encode()).hexdigest()[:10]
        rows = [{**row, "batch": f"{kind}-{digest}"} for row in self._log]
        return pl.DataFrame(rows, schema=LOG)


def key_of(table: str, row: dict[str, Any]) -> str:
    """Return the key of a row as the log writes it."""
    return ":".join(_text(row[column]) or "" for column in TABLES[table].primary_key())


def _text(value: object) -> str | None:
    if isinstance(value, (list, tuple, pl.Series)):
        return ";".join(map(str, value)) or None
    if value is None or value == "":
        return None
    return str(value)


def _keys(table: str, frame: pl.DataFrame) -> pl.Series:
    lists = {column for column, kind in frame.schema.items() if isinstance(kind, pl.List)}
    keys = TABLES[table].primary_key()
    parts = [pl.col(key).list.join(";") if key in lists else pl.col(key).cast(pl.String) for key in keys]
    return frame.select(key=pl.concat_str(parts, separator=":"))["key"]


def _place(table: str, frame: pl.DataFrame, key: str) -> int:
    places = (_keys(table, frame) == key).arg_true()
    if len(places) == 0:
        raise KeyError(key)
    return int(places[0])


def merge_firms(changes: Changes, keep: str, gone: str, *, reason: str) -> None:
    """Make the firm ``gone`` one with ``keep``: its names become aliases, every row that names it names ``keep``."""
    firms = changes.table("firms")
    into = firms.row(_place("firms", firms, keep), named=True)
    other = firms.row(_place("firms", firms, gone), named=True)
    names = [other["name"], other["legal_name"], *(other["aliases"] or [])]
    have = {into["name"], into["legal_name"], *(into["aliases"] or [])}
    aliases = [*(into["aliases"] or []), *dict.fromkeys(name for name in names if name and name not in have)]
    changes.update("firms", keep, "aliases", aliases or None, reason=reason)
    changes.update("firms", keep, "source", list(dict.fromkeys([*into["source"], *other["source"]])), reason=reason)
    for column in FILLED:
        if into[column] is None and other[column] is not None:
            changes.update("firms", keep, column, other[column], reason=reason)
    for table in TABLES:
        _rename(changes, table, gone, keep, reason)
    changes.drop("firms", gone, reason=reason)


def _rename(changes: Changes, table: str, gone: str, keep: str, reason: str) -> None:
    refer = [name for name, _, meta in columns(TABLES[table]) if meta.get("references") == "firms"]
    keys = TABLES[table].primary_key()
    if table == "claim_subjects":
        refer = ["id"]
    for row in changes.table(table).to_dicts():
        named = [
            column for column in refer if row[column] == gone or (isinstance(row[column], list) and gone in row[column])
        ]
        if table == "claim_subjects" and row["table"] not in {"firms", "capabilities"}:
            continue
        if table == "claim_subjects" and row["table"] == "capabilities":
            named = ["id"] if str(row["id"]).startswith(f"{gone}:") else []
        if not named:
            continue
        new = {column: _renamed(row[column], gone, keep) for column in named}
        key = key_of(table, row)
        if not set(named) & set(keys):
            for column, value in new.items():
                changes.update(table, key, column, value, reason=reason)
            continue
        changes.drop(table, key, reason=reason)
        whole = {column: value for column, value in {**row, **new}.items() if column not in PLACE_COLUMNS}
        if not (_keys(table, changes.table(table)) == key_of(table, whole)).any():
            changes.add(table, whole, reason=reason)


def _renamed(value: object, gone: str, keep: str) -> object:
    if isinstance(value, list):
        return list(dict.fromkeys(keep if id_ == gone else id_ for id_ in value))
    text = str(value)
    return keep + text[len(gone) :] if text.startswith(f"{gone}:") else keep


def undo(dataset: Dataset, log: pl.DataFrame, *, backup: str) -> tuple[dict[str, pl.DataFrame], pl.DataFrame, str, int]:
    """Take the last merge of names back, in reverse order; return the changed tables, the log, its id and its size.

    Raises:
        CallError: there is none, or a cell it changed was changed again since.

    """
    if log.is_empty():
        raise CallError("nothing_to_undo")
    undone = set(log.filter(pl.col("action") == "undo")["key"])
    batches = [
        batch
        for batch in log["batch"].unique(maintain_order=True)
        if batch.startswith(UNDOABLE) and batch not in undone
    ]
    if not batches:
        raise CallError("nothing_to_undo")
    batch = batches[-1]
    changes = Changes(dataset)
    rows = log.filter((pl.col("batch") == batch) & (pl.col("action") != "undo")).to_dicts()
    for row in reversed(rows):
        _undo_one(changes, row, backup)
    made = changes.log("undo")
    note = pl.DataFrame(
        [{"batch": made["batch"][0] if made.height else "undo", "action": "undo", "key": batch}],
        schema={"batch": pl.String, "action": pl.String, "key": pl.String},
    )
    return changes.tables, pl.concat([made, note], how="diagonal_relaxed").select(LOG.names()), batch, len(rows)


def _undo_one(changes: Changes, row: dict[str, Any], backup: str) -> None:
    table, key = row["table"], row["key"]
    frame = changes.table(table)
    try:
        if row["action"] == "update":
            now = _text(frame[row["column"]][_place(table, frame, key)])
            if now != row["after"]:
                raise CallError("undo_differs", table=table, key=key, column=row["column"], path=backup)
            changes.update(table, key, row["column"], _typed(row["before"], frame.schema[row["column"]]))
        elif row["action"] == "drop":
            changes.add(table, json.loads(row["before"]))
        elif row["action"] == "add":
            changes.drop(table, key)
    except KeyError:
        raise CallError("undo_differs", table=table, key=key, column=row["column"] or "-", path=backup) from None


def _typed(text: str | None, dtype: pl.DataType) -> object:
    if text is None or dtype == pl.String:
        return text
    if isinstance(dtype, pl.List):
        return text.split(";")
    return text == "True" if dtype == pl.Boolean else pl.Series([text]).cast(dtype)[0]
