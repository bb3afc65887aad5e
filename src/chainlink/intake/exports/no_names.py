"""What stands in a column of names and names no firm, or more than one; the sign that a list puts before a name."""

from __future__ import annotations

import polars as pl

from chainlink.data.readers import RawTable
from chainlink.errors import Fault
from chainlink.intake.exports.list_cells import tell
from chainlink.reference import expressions

_EXPRESSIONS = expressions("no_names")


def named_rows(rows: pl.DataFrame, table: RawTable, heading: str) -> tuple[pl.DataFrame, list[Fault], list[Fault]]:
    """Leave out the rows whose name is that of no one firm, and cut the sign before a name off; both are told.

    Returns:
        The rows left; what was left out; what was taken with a remark.

    """
    bare = pl.col("name").str.extract(_EXPRESSIONS["sign"])
    signed = rows.filter(bare.is_not_null() & bare.str.contains(r"\p{L}"))
    remarks = tell(table, "office_name_sign", signed, heading, "name")
    rows = rows.with_columns(name=pl.when(pl.col("row").is_in(signed["row"].implode())).then(bare).otherwise("name"))
    narrow = pl.col("name").str.normalize("NFKC").str.to_lowercase().str.strip_chars()
    marked = rows.with_columns(several=_several(narrow), none=_no_firm(narrow))
    marked = marked.with_columns(pl.col("several", "none").fill_null(value=False))
    out = tell(table, "office_name_several", marked.filter("several"), heading, "name")
    out += tell(table, "office_name_none", marked.filter(pl.col("none") & ~pl.col("several")), heading, "name")
    return marked.filter(~pl.col("several") & ~pl.col("none")).select(rows.columns), out, remarks


def _several(narrow: pl.Expr) -> pl.Expr:
    return narrow.str.replace_all(r"[(\[【][^()\[\]【】]*[)\]】]", "").str.contains(_EXPRESSIONS["several"])


def _no_firm(narrow: pl.Expr) -> pl.Expr:
    together = narrow.str.replace_all(r"\s+", "")
    one_firm = together.str.contains(_EXPRESSIONS["one_firm"])
    many = together.str.contains(_EXPRESSIONS["no_firm"]) & ~one_firm
    return many | narrow.str.replace_all(r"\s+", " ").str.contains(_EXPRESSIONS["no_firm_english"])
