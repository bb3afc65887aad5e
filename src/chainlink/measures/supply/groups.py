"""Groups 集团: the firms that belong together by their parents 母公司."""

from __future__ import annotations

import polars as pl


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
