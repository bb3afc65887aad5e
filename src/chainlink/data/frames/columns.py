"""The columns of derived frames, by their types; the frames themselves are listed in ``reference/frames.toml``."""

from __future__ import annotations

from collections.abc import Callable
from types import new_class

import dataframely as dy
import polars as pl

from chainlink.reference import listed


def text() -> dy.String:
    """Declare words or an id; null = not stated."""
    return dy.String(nullable=True)


def whole() -> dy.Int64:
    """Declare a whole number; null = not stated."""
    return dy.Int64(nullable=True)


def number() -> dy.Float64:
    """Declare a number; null = not stated, never 0."""
    return dy.Float64(nullable=True)


def flag() -> dy.Bool:
    """Declare a yes or no."""
    return dy.Bool(nullable=True)


def id_list() -> dy.List:
    """Declare a list of ids; null = none."""
    return dy.List(dy.String(nullable=True), nullable=True)


def row_list() -> dy.List:
    """Declare a list of row numbers; null = none."""
    return dy.List(dy.Int64(nullable=True), nullable=True)


def figure_list() -> dy.List:
    """Declare a list of figures that tell how large a firm is; null = none."""
    words = {name: text() for name in ("firm", "size", "measure")}
    stated = {"value": number(), "unit": text(), "year": whole(), "status": text()}
    return dy.List(dy.Struct({**words, **stated}, nullable=True), nullable=True)


def key() -> dy.String:
    """Declare an id of the key."""
    return dy.String(primary_key=True)


def row_key() -> dy.Int64:
    """Declare a row number of the key."""
    return dy.Int64(primary_key=True)


TYPES: dict[str, Callable[[], dy.Column]] = {
    "key": key,
    "row key": row_key,
    "text": text,
    "whole": whole,
    "number": number,
    "flag": flag,
    "count": lambda: dy.UInt32(nullable=True),
    "short count": lambda: dy.Int32(nullable=True),
    "ids": id_list,
    "rows": row_list,
    "figures": figure_list,
}
"""Type of a column, as the list of frames calls it -> its declaration."""


def declared(frame: str, base: type[dy.Schema] = dy.Schema) -> type[dy.Schema]:
    """Return the schema of a listed frame: the columns of ``base``, then its own."""
    own = {column: TYPES[kind]() for column, kind in listed("frames")[frame].items()}
    schema: type[dy.Schema] = new_class(f"{frame}Rows", (base,), exec_body=lambda body: body.update(own))
    return schema


def shape(frame: str) -> pl.Schema:
    """Return the columns of a listed frame with their types in polars."""
    return pl.Schema({name: column.dtype for name, column in declared(frame).columns().items()})
