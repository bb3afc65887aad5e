"""Hindsight 回测: what later data hold of each sector that was absent and of each match that was made."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.measures.evaluation.chance import wilson


def hindsight(
    findings: pl.DataFrame, *, then: frames.States, now: frames.States, needs: frames.ShownNeeds, talks: pl.DataFrame,
    makers: Collection[str], matches: Collection[str], bundles: Collection[str] = (),
) -> pl.DataFrame:  # fmt: skip
    """Return what came to be known of each finding, and of each absent sector that no finding named.

    A maker counts as ``made`` where the later data know one present, as ``coming`` where they know one on his way that
    was not known before (one in talks 洽谈 is none), as ``recorded`` where they hold a local supply whose maker has
    to be asked for; a match as ``linked`` where a local link closes, or is on record for, the need of one of its
    buyers.  What later data hold may have been so before: they tell what came to be known, not when it came about.

    ``findings`` are those of then; ``now``, ``needs`` and ``talks`` (presence.in_talks) are of the later data.  Of the
    kinds ``makers`` a maker came, or one on his way; of ``bundles`` one of each of its ``sectors``, a row each; of
    ``matches`` a link.

    Sorted by ``sector``, ``finding`` (nulls last): ``finding``, ``kind``, ``band`` (null = an absent sector no
    finding asked a maker for), ``sector``, ``other_sector``, ``came`` (made, coming, recorded, linked; null =
    nothing), ``firms`` (makers now, or those coming), ``projects``, ``links`` (ids; empty = none).
    """
    whole = pl.col("scope") == "region"
    seen = ["sector", "makers", "coming", "projects", "recorded", "links"]
    before = then.filter(whole).select("sector", "makers", *(pl.col(name).alias(f"old_{name}") for name in seen[2:5]))
    absent = before.filter(pl.col("makers").list.len() == 0).drop("makers")
    about = ["finding", "kind", "band", "sector", "other_sector"]
    asked = findings.filter(pl.col("kind").is_in(list(makers))).select(about)
    if bundles:
        parts = findings.filter(pl.col("kind").is_in(list(bundles))).drop("sector").rename({"sectors": "sector"})
        asked = pl.concat([asked, parts.explode("sector").select(about)])
    spoken = [pl.col(name).fill_null([]) for name in ("talk_firms", "talk_projects")]
    later = (
        absent.join(now.filter(whole).select(seen), on="sector", how="left")
        .join(talks, on="sector", how="left")
        .with_columns(spoken)
        .join(asked, on="sector", how="left")
    )
    arrived = pl.col("coming").list.set_difference("old_coming").list.set_difference("talk_firms")
    planned = pl.col("projects").list.set_difference("old_projects").list.set_difference("talk_projects")
    came = first_case(
        (pl.col("makers").list.len() > 0, "made"),
        ((arrived.list.len() > 0) | (planned.list.len() > 0), "coming"),
        (pl.col("recorded") & pl.col("old_recorded").not_(), "recorded"),
        otherwise=None,
    )
    names = ["finding", "kind", "band", "sector", "other_sector", "came", "firms", "projects", "links"]
    none = pl.lit([], dtype=pl.List(pl.String))
    by_sector = later.with_columns(came=came).select(
        *names[:6],
        firms=pl.when(pl.col("came") == "made")
        .then("makers")
        .when(pl.col("came") == "coming")
        .then(arrived)
        .otherwise(none),
        projects=pl.when(pl.col("came") == "coming").then(planned).otherwise(none),
        links=pl.when(pl.col("came") == "recorded").then("links").otherwise(none),
    )
    matched = findings.filter(pl.col("kind").is_in(list(matches))).select(*names[:5], buyer="buyers").explode("buyer")
    closed = needs.filter(pl.col("standing").is_in(["closed", "recorded"])).select("sector", "buyer", "links")
    by_pair = (
        matched.join(closed, on=["sector", "buyer"], how="left")
        .group_by(names[:5])
        .agg(links=pl.col("links").explode().drop_nulls().unique().sort())
        .select(
            *names[:5],
            came=pl.when(pl.col("links").list.len() > 0).then(pl.lit("linked")),
            firms=none,
            projects=none,
            links="links",
        )
    )
    return pl.concat([by_sector, by_pair]).sort("sector", "finding", nulls_last=True)


def hit_rates(outcomes: pl.DataFrame, *, makers: Collection[str], matches: Collection[str]) -> pl.DataFrame:
    """Return how often something came of the findings of each kind and band, beside what any list would have found.

    First the findings that want a maker pooled (``kind`` ``pooled``, then by ``band``), then sorted by ``kind``,
    ``band`` (nulls last: absent sectors that no finding named; then ``kind`` ``absent``, every absent sector once); a
    package counts by its parts:
    ``kind``, ``band``, ``count``, ``came``, ``sectors``, ``sectors_came`` (each sector once), ``share`` (0 to 1;
    null = none), ``low``, ``high`` (its 95 % interval, chance.wilson), ``expected`` (how many of as many absent
    sectors drawn at random would have come; null for matches), ``lift`` (share over that of all absent sectors;
    null for matches, and where nothing came at all).
    """
    hit = pl.col("came").is_not_null()
    asked = pl.col("kind").is_in(list(matches)).not_().fill_null(value=True)
    sums = {
        "count": pl.len().cast(pl.Int64),
        "came": hit.sum().cast(pl.Int64),
        "sectors": pl.col("sector").n_unique().cast(pl.Int64),
        "sectors_came": pl.col("sector").filter(hit).n_unique().cast(pl.Int64),
    }
    none = pl.lit(None, dtype=pl.String)
    wanted = outcomes.filter(pl.col("kind").is_in(list(makers))).with_columns(kind=pl.lit("pooled"))
    sectors = outcomes.filter(asked).unique("sector", maintain_order=True)
    rows = pl.concat(
        [
            wanted.select(kind=pl.lit("pooled"), band=none, **sums),
            wanted.group_by("kind", "band").agg(**sums).sort("band"),
            outcomes.group_by("kind", "band").agg(**sums).sort("kind", "band", nulls_last=True),
            sectors.select(kind=pl.lit("absent"), band=none, **sums),
        ]
    )
    return _with_shares(rows, base=rows[-1], by_chance=asked)


def bundle_rates(outcomes: pl.DataFrame, *, bundles: Collection[str], matches: Collection[str]) -> pl.DataFrame:
    """Return of each package how many of its parts came, beside how many of as many absent sectors would have.

    Sorted by ``finding``: ``finding``, ``band``, ``count`` (parts), ``came``, ``share``, ``low``, ``high``,
    ``expected``, ``lift`` as in hit_rates.
    """
    sums = {"count": pl.len().cast(pl.Int64), "came": pl.col("came").is_not_null().sum().cast(pl.Int64)}
    asked = pl.col("kind").is_in(list(matches)).not_().fill_null(value=True)
    base = outcomes.filter(asked).unique("sector", maintain_order=True).select(**sums)
    rows = outcomes.filter(pl.col("kind").is_in(list(bundles))).group_by("finding", "band").agg(**sums)
    return _with_shares(rows.sort("finding"), base=base, by_chance=pl.lit(value=True))


def _with_shares(rows: pl.DataFrame, *, base: pl.DataFrame, by_chance: pl.Expr) -> pl.DataFrame:
    """Say of each row its share with its interval, and what chance would have found of that of ``base``."""
    share = pl.col("came") / pl.when(pl.col("count") > 0).then("count")
    usual = base.select(share).item()
    return rows.with_columns(
        share=share,
        **wilson("came", "count"),
        expected=pl.when(by_chance).then(pl.col("count") * pl.lit(usual, pl.Float64)),
        lift=pl.when(by_chance).then(share / pl.lit(usual or None, pl.Float64)),
    )
