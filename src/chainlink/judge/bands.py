"""Bands 档次: what a finding asks of a person by its gates 门槛, and the order inside a band."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from chainlink.cases import first_case
from chainlink.data import frames
from chainlink.findings import ROWS, rests, say, telling
from chainlink.findings.bands import BANDS, DECLINE, KEEP, VERIFY, VISIT, place
from chainlink.findings.kinds import NEXT_DOOR, by_kind, ranking
from chainlink.judge.gates import gates
from chainlink.measures.supply.sizes import CLASSES


def admission(parks: pl.DataFrame, admissions: pl.DataFrame, region: Collection[str]) -> frames.Admission:
    """Judge for each environmental class 环境类别 whether a park of the region admits it, by its latest verdict.

    ``verdict`` is pass where it is allowed in one, fail where it is prohibited in all, else unknown; ``prohibited`` is
    how many of the ``parks`` say so.

    Example:
        >>> parks = pl.DataFrame({"park": ["p", "q"], "district": ["wan", "kai"]})
        >>> said = pl.DataFrame({"park": ["p", "q"], "env_class": ["plating"] * 2, "verdict": ["prohibited", "allowed"],
        ...     "as_of": ["2021"] * 2, "row": [2, 3]})
        >>> admission(parks, said, ["wan", "kai"]).select("env_class", "allowed", "prohibited", "verdict").rows()
        [('plating', ['q'], 1, 'pass')]

    """
    inside = parks.filter(pl.col("district").is_in(list(region))).select("park")
    last = (
        admissions.join(inside, on="park", how="semi")
        .sort("park", "env_class", "as_of", "row", nulls_last=False)
        .unique(["park", "env_class"], keep="last", maintain_order=True)
    )
    every = pl.lit(inside.height)
    return (
        last.sort("env_class", "park")
        .group_by("env_class", maintain_order=True)
        .agg(
            allowed=pl.col("park").filter(pl.col("verdict") == "allowed"),
            conditional=pl.col("park").filter(pl.col("verdict") == "conditional"),
            prohibited=(pl.col("verdict") == "prohibited").sum(),
            admission_rows=pl.col("row").sort(),
        )
        .with_columns(
            parks=every,
            verdict=first_case(
                (pl.col("allowed").list.len() > 0, "pass"), (pl.col("prohibited") == every, "fail"), otherwise="unknown"
            ),
        )
        .select("env_class", "allowed", "conditional", "prohibited", "parks", "verdict", "admission_rows")
        .sort("env_class")
    )


def band(
    *, candidates: pl.DataFrame, sectors: pl.DataFrame, admitted: pl.DataFrame, bundles: pl.DataFrame | None = None,
    size_money: Sequence[float] = (5_000.0, 50_000.0, 1_000_000.0), scale_buyers: int = 2, wide_common: bool = False,
    gates_off: Collection[str] = (),
) -> pl.DataFrame:  # fmt: skip
    """Judge gates, band, rank and next question of every candidate.

    The worst wins: 丁 (prohibited everywhere), made next door, 丙 (reach, scale or captive fails), 乙 (a gate unknown
    or the finding capped), 甲; never better than the highest band of the kind.  A need whose maker is on his way is
    never left alone.  Inside a band the largest pull 牵引 comes first, then the most named buyers, the most districts,
    what buyers must have, the nearest.

    Candidates (findings.CANDIDATE) become rows (findings.ROWS; ``rank_low``, ``rank_high``, ``robust`` still null)
    sorted by band, list, rank, ``finding`` (directions by their root); equal keys share a rank.  The settings are those
    of the gates; ``bundles`` are the traits of findings about several sectors (packages.traits).

    Example:
        >>> from chainlink.findings import candidates
        >>> found = candidates(pl.DataFrame({"finding": ["outsourced|box|"],
        ...     "kind": ["outsourced"], "sector": ["box"], "essential": [True], "with_project": [False],
        ...     "pull": ["large"], "pull_sure": ["large"], "questions": [[]]}))
        >>> traits = pl.DataFrame({"sector": ["box"], "reach": ["ring"], "captive": [False], "env_class": ["none"],
        ...     "need_kind": ["packaging"], "plant_size": ["small"], "plant_basis": [""], "plant_low_wan_yuan": [None]})
        >>> band(candidates=found, sectors=traits, admitted=filled(frames.Admission)).select("finding", "band").rows()
        [('outsourced|box|', '甲')]

    """
    traits = sectors.select(
        "sector", "reach", "captive", "env_class", "need_kind", "plant_size", "plant_basis", plant="plant_low_wan_yuan"
    )
    judged = gates(
        _with_traits(candidates, traits, bundles).join(
            admitted.rename({"verdict": "admitted"}), on="env_class", how="left"
        ),
        size_money=size_money,
        scale_buyers=scale_buyers,
        wide_common=wide_common,
        gates_off=gates_off,
    )
    keys = ("level", "smaller", "fewer", "narrower", "optional", "way")
    return (
        judged.with_columns(
            level=_level(),
            root=pl.when(by_kind(lambda kind: not kind.is_need, pl.Boolean)).then("other_sector"),
            list=ranking(),
            smaller=-pl.col("pull").replace_strict({size: n for n, size in enumerate(CLASSES, 1)}, default=0),
            fewer=-pl.coalesce("weight", "structural_need", pl.lit(0)),
            narrower=-pl.col("districts_needing").list.len().fill_null(0).cast(pl.Int64),
            optional=pl.col("essential").fill_null(value=False).not_(),
            way=pl.col("minutes").fill_null(float("inf")),
        )
        .with_columns(rank=pl.struct(keys).rank("min").over("list").cast(pl.Int64))
        .with_columns(
            band=pl.col("level").replace_strict(dict(enumerate(BANDS)), return_dtype=pl.String),
            next_question=pl.concat_list("questions", _asked()).list.drop_nulls().list.first(),
            rank_low=pl.lit(None, dtype=pl.Int64),
            rank_high=pl.lit(None, dtype=pl.Int64),
            robust=pl.lit(None, dtype=pl.Float64),
        )
        .sort("level", "list", "rank", "root", "finding")
        .select(pl.col(name).cast(kind) for name, kind in ROWS.items())
    )


def _with_traits(rows: pl.DataFrame, traits: pl.DataFrame, bundles: pl.DataFrame | None) -> pl.DataFrame:
    """Join the traits of the sector of each candidate, or its own where it bundles several."""
    if bundles is None or bundles.is_empty():
        return rows.join(traits, on="sector", how="left")
    own = rows.join(bundles.select("finding"), on="finding", how="semi").join(bundles, on="finding")
    single = rows.join(bundles, on="finding", how="anti").join(traits, on="sector", how="left")
    return pl.concat([single, own.select(single.columns).cast(single.schema)])


def _level() -> pl.Expr:
    """Return the place of the band in BANDS; the worst wins."""
    verdicts = pl.col("gates").list.eval(pl.element().struct.field("verdict"))
    refused = (pl.col("admission_gate").struct.field("verdict") == "fail").fill_null(value=False)
    failed = verdicts.list.contains("fail")
    doubted = failed | verdicts.list.contains("unknown") | pl.col("capped").fill_null(value=False)
    reached = (
        pl.when(refused)
        .then(place(DECLINE))
        .when(by_kind(lambda kind: kind.maker == NEXT_DOOR, pl.Boolean))
        .then(place(VERIFY))
        .when(failed & pl.col("on_the_way").fill_null(value=False).not_())
        .then(place(KEEP))
        .when(doubted)
        .then(place(VERIFY))
        .otherwise(place(VISIT))
    )
    return pl.max_horizontal(reached, by_kind(lambda kind: place(kind.highest), pl.Int32))


def admission_evidence(*, candidates: pl.DataFrame, sectors: pl.DataFrame, admitted: pl.DataFrame) -> pl.LazyFrame:
    """Return the rows of admissions that the admission gate of each candidate looked at.

    Example:
        >>> found = pl.DataFrame({"finding": ["outsourced|box|"], "kind": ["outsourced"], "sector": ["box"]})
        >>> classes = pl.DataFrame({"sector": ["box"], "env_class": ["printing"]})
        >>> verdicts = filled(frames.Admission, env_class=["printing"], admission_rows=[[4, 9]])
        >>> admission_evidence(candidates=found, sectors=classes, admitted=verdicts).collect().rows()
        [('outsourced|box|', 'admission', 'admissions', 4), ('outsourced|box|', 'admission', 'admissions', 9)]

    """
    asked = (
        candidates.lazy()
        .filter(by_kind(lambda kind: kind.needs_site, pl.Boolean))
        .join(sectors.lazy().select("sector", "env_class"), on="sector")
        .filter(pl.col("env_class") != "none")
        .join(admitted.lazy().select("env_class", "admission_rows"), on="env_class")
    )
    return rests(asked, "admission", "admissions", row="admission_rows")


def _asked() -> pl.Expr:
    """Return the question an unknown admission leaves, for a finding that has no nearer one."""
    sector, kind = pl.col("sector"), pl.col("env_class")
    open_gate = (pl.col("admission_gate").struct.field("verdict") == "unknown").fill_null(value=False)
    unclassed = pl.col("admission_gate").struct.field("code") == "admission_class_unknown"
    return telling(
        say("admission_class", when=open_gate & unclassed, sector=sector),
        say("admission", when=open_gate, sector=sector, env_class=kind),
        say("visit", firms="buyers", sector=sector),
    )
