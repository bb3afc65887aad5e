"""Volumes 配套量: what a stated volume of one part into a plant tells of the plant: at least so many, one set each."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.measures.supply.amounts import stated
from chainlink.measures.supply.presence import PRESENT

SETS = ("套", "台套")
"""Units that count what goes into one piece of the product; of pieces, bolts or tonnes nobody knows how many do."""
BOUND = "volume"
"""What such a figure is called among those that tell a size; a bound, never a stated figure of the buyer."""


def volume_bounds(
    *,
    claims: pl.DataFrame,
    claim_subjects: pl.DataFrame,
    links: pl.DataFrame,
    flows: pl.DataFrame,
    sectors: pl.DataFrame,
    presence: pl.DataFrame,
    series: float = 1_000.0,
    since: int = 0,
    classes: Collection[str] = ("small", "medium", "large"),
) -> pl.DataFrame:
    """Return the buyers that a stated volume of one part shows to work in series, with the least size of such a plant.

    A volume in sets of what must go into a product tells that at least so many are made, if one set goes into each.
    Whoever makes that many has at least the smallest plant that pays for its product.  What was only expected, shared
    with other links, or bought by a firm that is known to make nothing of it tells nothing.

    Args:
        claims: figures in base units (units.in_base); reads besides the columns of amounts.stated ``unit``, ``value``,
            ``value_to``.
        claim_subjects: reads ``claim``, ``table``, ``id``.
        links: the result of actual_links; reads ``link``, ``buyer``, ``sectors``, ``relation``.
        flows: reads ``input``, ``output``, ``criticality``, ``kind``; the part must be essential.
        sectors: reads ``sector``, ``plant_size`` (null = not known: then no size follows).
        presence: the result of presence.
        series: so many sets a year are series work, no samples.
        since: the first year that still counts.
        classes: the sizes of a plant, smallest first.

    Returns:
        Sorted by ``firm``, ``row``: ``firm``, ``size``, ``measure`` (``volume``), ``value``, ``unit``, ``year``,
        ``status``, ``table`` (claims), ``row``.

    Example:
        >>> claims = pl.DataFrame({"claim": ["c"], "measure": ["quantity"], "base_value": [160_000.0],
        ...     "base_value_to": [None], "base": ["套"], "dimension": ["count"], "per": ["year"], "from": ["2020"],
        ...     "to": [None], "seen": [2020], "status": ["actual"], "value": [16.0], "value_to": [None],
        ...     "unit": ["万套"], "row": [2]})
        >>> about = pl.DataFrame({"claim": ["c"], "table": ["links"], "id": ["a--b"]})
        >>> links = pl.DataFrame({"link": ["a--b"], "buyer": ["b"], "sectors": [["body"]], "relation": ["supply"]})
        >>> flows = pl.DataFrame({"input": ["body"], "output": ["car"], "criticality": ["essential"],
        ...     "kind": ["material"]})
        >>> traits = pl.DataFrame({"sector": ["car"], "plant_size": ["large"]})
        >>> makes = pl.DataFrame({"firm": ["b"], "sector": ["car"], "standing": ["present"]})
        >>> volume_bounds(claims=claims, claim_subjects=about, links=links, flows=flows, sectors=traits,
        ...     presence=makes).select("firm", "size", "value", "unit").rows()
        [('b', 'large', 16.0, '万套')]

    """
    vital = flows.filter(pl.col("criticality") == "essential", pl.col("kind") == "material")
    made = (
        presence.filter(pl.col("standing").is_in(PRESENT))
        .select(buyer="firm", output="sector")
        .join(sectors.select("plant_size", output="sector"), on="output")
        .filter(pl.col("plant_size").is_in(list(classes)))
    )
    volumes = stated(claims, claim_subjects, measures=("quantity",), statuses=("actual",)).filter(
        pl.col("table") == "links",
        pl.col("subjects") == 1,
        pl.col("base").is_in(SETS),
        pl.col("low") >= series,
        (pl.col("year") >= since).fill_null(value=True),
    )
    place = pl.col("plant_size").replace_strict({name: n for n, name in enumerate(classes)}, return_dtype=pl.Int64)
    return (
        volumes.join(links.filter(pl.col("relation") == "supply").select("buyer", "sectors", id="link"), on="id")
        .explode("sectors")
        .join(vital.select("output", sectors="input"), on="sectors")
        .join(made, on=["buyer", "output"])
        .with_columns(place=place)
        .sort("buyer", "row", "place")
        .group_by("buyer", "row", maintain_order=True)
        .agg(pl.col("place").last(), pl.col("year", "status").first())
        .join(claims.select("row", "unit", value=pl.coalesce("value", "value_to")), on="row")
        .select(
            firm="buyer",
            size=pl.col("place").replace_strict(dict(enumerate(classes)), return_dtype=pl.String),
            measure=pl.lit(BOUND),
            value="value",
            unit="unit",
            year=pl.col("year").cast(pl.Int64),
            status="status",
            table=pl.lit("claims"),
            row="row",
        )
        .sort("firm", "row")
    )
