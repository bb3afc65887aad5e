"""Zeros among the figures of a list: mostly a form that nobody filled in, so none is taken as a figure of the firm."""

from __future__ import annotations

import re
import unicodedata

import polars as pl

from chainlink.errors import Fault
from chainlink.intake.exports.list_cells import TOLD
from chainlink.intake.exports.stated_figures import read_figure, unit_of

_BARE = re.compile(r"0+(?:\.0*)?")


def without_zeros(rows: pl.DataFrame) -> tuple[pl.DataFrame, list[Fault]]:
    """Return ``rows`` (``at``, the list ``figures``) without the cells that state a zero, each of them by its place."""
    stated = rows.select("at", "figures").explode("figures").drop_nulls("figures")
    zero = pl.Series([_is_zero(cell["text"], cell["heading"]) for cell in stated["figures"]], dtype=pl.Boolean)
    if not zero.any():
        return rows, []
    kept = stated.filter(~zero).group_by("at", maintain_order=True).agg("figures")
    cells = stated["figures"].filter(zero).to_list()
    remarks = [
        Fault.at(cell, "import_figure_zero", column=cell["heading"], value=cell["text"]) for cell in cells[:TOLD]
    ]
    if len(cells) > TOLD:
        remarks.append(Fault(cells[TOLD]["file"], "import_figure_zero_more", parts={"count": len(cells) - TOLD}))
    return rows.drop("figures").join(kept, on="at", how="left", maintain_order="left"), remarks


def _is_zero(text: str, heading: str) -> bool:
    if _BARE.fullmatch(unicodedata.normalize("NFKC", text).strip()):
        return True
    figure = read_figure(text, unit_of(heading))
    return figure is not None and figure.quantity.value == 0
