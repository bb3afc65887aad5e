"""Groups 集团: the firms that belong together by their parents 母公司."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.measures.supply.presence import PRESENT


def group_heads(firms: pl.DataFrame) -> pl.DataFrame:
    """Return the head of the group that each firm belongs to: its uppermost parent, or the firm itself.

    Args:
        firms: reads ``firm``, ``parent`` (null = none stated).  Parents that go round in a circle end at its first.

    Returns:
        Sorted by ``firm``: ``firm``, ``group``; of every firm, and of parents that have no row.

    Example:
        >>> firms = pl.DataFrame({"firm": ["a", "b", "c"], "parent": [None, "a", "b"]})
        >>> group_heads(firms).rows()
        [('a', 'a'), ('b', 'a'), ('c', 'a')]

    """
    parent = dict(firms.drop_nulls("parent").select("firm", "parent").iter_rows())
    heads = {}
    for firm in parent:
        head, passed = firm, {firm}
        while head in parent and parent[head] not in passed:
            head = parent[head]
            passed.add(head)
        heads[firm] = head
    owned = pl.DataFrame(
        {"firm": list(heads), "group": list(heads.values())}, schema=dict.fromkeys(("firm", "group"), pl.String)
    )
    every = pl.concat([firms.select("firm"), firms.select(firm="parent").drop_nulls()]).unique()
    return every.join(owned, on="firm", how="left").with_columns(group=pl.coalesce("group", "firm")).sort("firm")


def with_sisters(presence: pl.DataFrame, groups: pl.DataFrame, *, local: Collection[str]) -> pl.DataFrame:
    """Return ``presence`` with what the firms of each group make in ``local`` as made by every firm of the group.

    What a sister makes here the group supplies to itself: it meets the need of each of its firms, as its own would.

    Args:
        presence: the result of presence.
        groups: the result of group_heads.
        local: the districts that count as local.

    Returns:
        The columns of ``presence``, sorted by ``firm``, ``sector``: one row each, the firm's own where it makes it.

    """
    large = groups.filter(pl.len().over("group") > 1)
    shared = (
        presence.filter(pl.col("standing").is_in(PRESENT), pl.col("district").is_in(list(local)))
        .join(large.rename({"firm": "maker"}), left_on="firm", right_on="maker")
        .drop("firm")
        .join(large, on="group")
        .select(presence.columns)
    )
    if shared.is_empty():
        return presence
    own = pl.col("standing").is_in(PRESENT)
    return (
        pl.concat([presence.with_columns(sister=pl.lit(value=False)), shared.with_columns(sister=pl.lit(value=True))])
        .sort("firm", "sector", own, "sister", "row", descending=[False, False, True, False, False])
        .unique(["firm", "sector"], keep="first", maintain_order=True)
        .drop("sister")
    )
