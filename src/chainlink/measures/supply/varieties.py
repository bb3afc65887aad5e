"""Varieties 品种: whether the product a maker states is the one a buyer wants, as far as both say."""

from __future__ import annotations

import polars as pl

APART = r"\s*(?:[、，,;；/和与及]| and | or )\s*"
"""What parts the products of one phrase."""
SIGNS = r"\p{Han}|[a-z0-9]+"
"""What two products may have in common: a Chinese sign, a word of letters."""


def compared(pairs: pl.DataFrame) -> pl.DataFrame:
    """Return for each pair of maker and buyer whether what is made fits what is wanted.

    Both phrases are parted into products.  ``same``: one of the ones holds one of the others; ``differ``: both are
    stated and no sign (in Latin letters: no word) of any occurs in any other; ``open``: both are stated and only a sign
    or two agree, or one side is silent; null: both are silent, so that the sector is all there is to go by.

    Args:
        pairs: reads ``made`` and ``wanted``, phrases as stated (null = not stated); other columns are kept.

    Returns:
        ``pairs`` in their order with ``fit`` (same, open, differ or null).

    Example:
        >>> pairs = pl.DataFrame({"made": ["菊花", "车身冲压件", "铜排"], "wanted": ["吴茱萸", "冲压件", None]})
        >>> compared(pairs)["fit"].to_list()
        ['differ', 'same', 'open']

    """
    made, wanted = pl.col("made"), pl.col("wanted")
    both = (
        pairs.with_row_index("_pair")
        .drop_nulls(["made", "wanted"])
        .select(
            "_pair", *(side.str.to_lowercase().str.replace_all(APART, "|").str.split("|") for side in (made, wanted))
        )
        .explode("made")
        .explode("wanted")
        .filter(made.str.len_chars() > 0, wanted.str.len_chars() > 0)
    )
    holds = made.str.contains(wanted, literal=True) | wanted.str.contains(made, literal=True)
    touches = made.str.extract_all(SIGNS).list.set_intersection(wanted.str.extract_all(SIGNS)).list.len() > 0
    judged = both.group_by("_pair").agg(same=holds.any(), touching=touches.any())
    silent = made.is_null() & wanted.is_null()
    return (
        pairs.with_row_index("_pair")
        .join(judged, on="_pair", how="left", maintain_order="left")
        .with_columns(
            fit=pl.when(silent)
            .then(pl.lit(None, dtype=pl.String))
            .when(pl.col("same"))
            .then(pl.lit("same"))
            .when(pl.col("touching").not_())
            .then(pl.lit("differ"))
            .otherwise(pl.lit("open"))
        )
        .drop("_pair", "same", "touching")
    )
