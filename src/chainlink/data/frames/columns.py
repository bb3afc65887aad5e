"""The columns of derived frames: what is no key may be null."""

from __future__ import annotations

import dataframely as dy


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
