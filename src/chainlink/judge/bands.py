"""Bands 档次: the gates 门槛 each finding has to pass, what it asks of a person, and the order inside a band."""

from __future__ import annotations

from collections.abc import Collection

import polars as pl

from chainlink.findings import GATE, ROWS, encoded, rests, say, telling
from chainlink.findings.bands import BANDS, DECLINE, KEEP, VERIFY, VISIT, place
from chainlink.findings.kinds import GATES, NEXT_DOOR, by_kind, ranking


def admission(parks: pl.DataFrame, admissions: pl.DataFrame, *, region: Collection[str]) -> pl.DataFrame:
    """Judge for each environmental class 环境类别 whether a park of the region admits it.

    Args:
        parks: reads ``park``, ``district``.
        admissions: reads ``park``, ``env_class``, ``verdict``, ``as_of``, ``row``; the latest verdict counts.
        region: the chosen districts.

    Returns:
        Sorted by ``env_class``: ``env_class``, ``allowed``, ``conditional`` (park ids), ``prohibited`` (how many parks
        say so), ``parks`` (how many there are), ``verdict`` (pass: allowed in one; fail: prohibited in all; else
        unknown), ``admission_rows``.

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
            verdict=pl.when(pl.col("allowed").list.len() > 0)
            .then(pl.lit("pass"))
            .when(pl.col("prohibited") == every)
            .then(pl.lit("fail"))
            .otherwise(pl.lit("unknown")),
        )
        .select("env_class", "allowed", "conditional", "prohibited", "parks", "verdict", "admission_rows")
        .sort("env_class")
    )


def band(
    found: pl.DataFrame,
    sectors: pl.DataFrame,
    admitted: pl.DataFrame,
    *,
    scale_buyers: int = 2,
    gates_off: Collection[str] = (),
) -> pl.DataFrame:
    """Judge gates, band, rank and next question of every candidate.

    The worst wins: 丁 (prohibited everywhere), made next door, 丙 (reach, scale or captive fails), 乙 (a gate unknown
    or the finding capped), 甲; never better than the highest band of the kind.  Which gates are asked is the kind's;
    where nobody has to build, a wide reach is a question only.

    Args:
        found: candidates (findings.CANDIDATE).
        sectors: reads ``sector``, ``reach``, ``captive``, ``env_class``, ``plant_low_wan_yuan`` (万元 a year).
        admitted: the result of admission.
        scale_buyers: so many named buyers carry a first plant; two, so that it does not hang on one.
        gates_off: gates taken as passed, for the doubt.

    Returns:
        The columns of findings.ROWS (``rank_low``, ``rank_high``, ``robust`` still null), sorted by band, list, rank,
        ``finding``.  Equal keys share a rank.

    """
    traits = sectors.select("sector", "reach", "captive", "env_class", plant="plant_low_wan_yuan")
    rows = (
        found.join(traits, on="sector", how="left")
        .join(admitted.rename({"verdict": "admitted"}), on="env_class", how="left")
        .with_columns(built=by_kind(lambda kind: kind.needs_site, pl.Boolean))
        .with_columns(
            _asking("reach", _reach(), gates_off),
            _asking("admission", _admission(), gates_off),
            _asking("scale", _scale(scale_buyers), gates_off),
            _asking("captive", _captive(), gates_off),
        )
        .with_columns(gates=telling(*(f"{gate}_gate" for gate in GATES)))
    )
    keys = ("level", "fewer", "narrower", "optional", "way")
    return (
        rows.with_columns(
            level=_level(),
            list=ranking(),
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
        .sort("level", "list", "rank", "finding")
        .select(pl.col(name).cast(kind) for name, kind in ROWS.items())
    )


def _level() -> pl.Expr:
    """Return the place of the band in BANDS; the worst wins."""
    verdicts = pl.col("gates").list.eval(pl.element().struct.field("verdict"))
    refused = (pl.col("admission_gate").struct.field("verdict") == "fail").fill_null(value=False)
    doubted = verdicts.list.contains("unknown") | pl.col("capped").fill_null(value=False)
    reached = (
        pl.when(refused)
        .then(place(DECLINE))
        .when(by_kind(lambda kind: kind.maker == NEXT_DOOR, pl.Boolean))
        .then(place(VERIFY))
        .when(verdicts.list.contains("fail"))
        .then(place(KEEP))
        .when(doubted)
        .then(place(VERIFY))
        .otherwise(place(VISIT))
    )
    return pl.max_horizontal(reached, by_kind(lambda kind: place(kind.highest), pl.Int32))


def admission_evidence(found: pl.DataFrame, sectors: pl.DataFrame, admitted: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of admissions that the admission gate of each candidate looked at.

    Args:
        found: candidates; reads ``finding``, ``kind``, ``sector``.
        sectors: reads ``sector``, ``env_class``.
        admitted: the result of admission.

    Returns:
        Evidence before its places are known (findings.RESTS).

    """
    asked = (
        found.filter(by_kind(lambda kind: kind.needs_site, pl.Boolean))
        .join(sectors.select("sector", "env_class"), on="sector")
        .filter(pl.col("env_class") != "none")
        .join(admitted.select("env_class", "admission_rows"), on="env_class")
    )
    return rests(asked, "admission", "admissions", row="admission_rows")


def _gate(gate: str, verdict: str | pl.Expr, code: str, **parts: pl.Expr) -> pl.Expr:
    given = encoded(parts)
    verdict = pl.lit(verdict) if isinstance(verdict, str) else verdict
    return pl.struct(gate=pl.lit(gate), verdict=verdict, code=pl.lit(code), parts=given)


def _asking(name: str, gate: pl.Expr, gates_off: Collection[str]) -> pl.Expr:
    """Return the gate of the kinds that have to pass it, null for the others."""
    asked = by_kind(lambda kind: name in kind.gates, pl.Boolean)
    passed = _gate(name, "pass", "off") if name in gates_off else gate
    return pl.when(asked).then(passed).otherwise(pl.lit(None, dtype=GATE)).alias(f"{name}_gate")


def _reach() -> pl.Expr:
    wide = pl.col("reach").is_in(["national", "global"])
    return (
        pl.when(pl.col("reach") == "site")
        .then(_gate("reach", "pass", "reach_site"))
        .when(pl.col("reach") == "ring")
        .then(_gate("reach", "pass", "reach_ring"))
        .when(wide & pl.col("built").not_())
        .then(_gate("reach", "unknown", "reach_match"))
        .when(pl.col("reach") == "national")
        .then(_gate("reach", "fail", "reach_national"))
        .when(pl.col("reach") == "global")
        .then(_gate("reach", "fail", "reach_global"))
        .otherwise(_gate("reach", "unknown", "reach_unknown"))
    )


def _admission() -> pl.Expr:
    kind = pl.col("env_class")
    return (
        pl.when(kind == "none")
        .then(_gate("admission", "pass", "admission_none"))
        .when(pl.col("admitted") == "pass")
        .then(_gate("admission", "pass", "admission_allowed", parks=pl.col("allowed"), env_class=kind))
        .when(pl.col("admitted") == "fail")
        .then(_gate("admission", "fail", "admission_prohibited", n=pl.col("parks"), env_class=kind))
        .when(kind.is_null() | (kind == "unknown"))
        .then(_gate("admission", "unknown", "admission_class_unknown"))
        .when(pl.col("conditional").list.len() > 0)
        .then(_gate("admission", "unknown", "admission_conditional", parks=pl.col("conditional"), env_class=kind))
        .when(pl.col("prohibited") > 0)
        .then(_gate("admission", "unknown", "admission_part", n=pl.col("prohibited"), env_class=kind))
        .otherwise(_gate("admission", "unknown", "admission_unknown", env_class=kind))
    )


def _scale(least: int) -> pl.Expr:
    money = {"value": pl.col("demand"), "plant": pl.col("plant")}
    buyers = pl.col("structural_need").fill_null(0)
    return (
        pl.when(pl.col("demand") < pl.col("plant"))
        .then(_gate("scale", "fail", "scale_small", **money))
        .when(pl.col("demand") >= pl.col("plant"))
        .then(_gate("scale", "pass", "scale_money", **money))
        .when(pl.col("fresh_buyers").fill_null(0) >= least)
        .then(_gate("scale", "pass", "scale_buyers", n=pl.col("fresh_buyers")))
        .when(buyers >= least)
        .then(_gate("scale", "unknown", "scale_older", n=buyers))
        .when(pl.col("demand").is_not_null())
        .then(_gate("scale", "unknown", "scale_plant", value=pl.col("demand")))
        .otherwise(_gate("scale", "unknown", "scale_few", n=buyers))
    )


def _captive() -> pl.Expr:
    return (
        pl.when(pl.col("captive").fill_null(value=False))
        .then(_gate("captive", "fail", "captive_yes"))
        .when(pl.col("captive").is_null())
        .then(_gate("captive", "pass", "captive_blank"))
        .otherwise(_gate("captive", "pass", "captive_no"))
    )


def _asked() -> pl.Expr:
    """Return the question an unknown admission leaves, for a finding that has no nearer one."""
    sector, kind = pl.col("sector"), pl.col("env_class")
    unknown = pl.col("admission_gate").struct.field("verdict") == "unknown"
    return telling(
        say("admission", when=unknown.fill_null(value=False), sector=sector, env_class=kind),
        say("visit", firms=pl.col("buyers"), sector=sector),
    )
