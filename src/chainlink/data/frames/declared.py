"""What a declared frame is asked for: its columns, and itself of a few of them."""

from __future__ import annotations

from typing import Any, get_args

import dataframely as dy
import polars as pl


def schema_of(frame: object) -> type[dy.Schema]:
    """Return the schema of a declared frame."""
    schema: type[dy.Schema] = get_args(frame)[1]
    return schema


def columns_of(frame: object) -> list[str]:
    """Return the columns of a declared frame, in their order."""
    return schema_of(frame).column_names()


def filled(frame: object, **columns: list[Any]) -> pl.DataFrame:
    """Return rows of a declared frame of which only some columns are stated; the others are null.

    Example:
        >>> from chainlink.data import frames
        >>> filled(frames.Held, place=["wan"]).rows()
        [('wan', None)]

    """
    empty = schema_of(frame).create_empty()
    stated = pl.DataFrame(columns, schema={name: empty.schema[name] for name in columns})
    return pl.concat([empty, stated], how="diagonal")
