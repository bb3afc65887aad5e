"""Gates 门槛: what each has to pass before somebody is courted to build, with the reason of the verdict."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import polars as pl

from chainlink.cases import first_case
from chainlink.findings import GATE, encoded, telling
from chainlink.findings.kinds import GATES, by_kind
from chainlink.measures.supply.sizes import CLASSES

_WIDE = ("national", "global")
_LARGE = CLASSES.index("large")
"""From this class on a buyer carries any plant."""


def gates(
    candidates: pl.DataFrame, *, size_money: Sequence[float] = (5_000.0, 50_000.0, 1_000_000.0), scale_buyers: int = 2,
    wide_common: bool = False, gates_off: Collection[str] = (),
) -> pl.DataFrame:  # fmt: skip
    """Judge the gates of every candidate; which of them are asked is its kind's.

    *reach* 供应半径: what is sold nationwide or worldwide is courted where buyers must have it, and passes, on terms to
    be agreed; where they only commonly use it, it stays bought elsewhere, unless officials wish for it.
    *scale* 规模: a buyer carries a plant of its own class or a smaller one, a large buyer any; of what comes from afar
    only a buyer that must have it does.  It fails only where what the buyers are stated to spend, or can spend at most,
    stays below the smallest plant.  A size nobody states is a question.

    Candidates (findings.CANDIDATE) come with the traits of their sector (``plant``: 万元 a year; null = not stated) and
    the columns of bands.admission (``verdict`` as ``admitted``), and get ``reach_gate``, ``admission_gate``,
    ``scale_gate``, ``captive_gate`` (null: not asked) and ``gates``, the list of those asked.

    Args:
        candidates: the candidates.
        size_money: as in sizes.firm_sizes; the first two are also the least a medium and a large plant cost.
        scale_buyers: so many named buyers carry a service, which has no plant; two, so that it does not hang on one.
        wide_common: court makers of what is sold nationwide also where buyers only commonly use it.  Turned back on two
            regions none of 6 such needs (Ningde as of 2018) and one of 15 (Jingmen as of 2019) found a maker in the
            years after; of the other needs there 8 of 42 and 16 of 68 did.  Both regions were seen when the rule was
            made, so neither is a proof of it.
        gates_off: gates taken as passed, for the doubt.

    Example:
        >>> from chainlink.findings import candidates
        >>> traits = pl.DataFrame({"reach": ["ring"], "captive": [False], "need_kind": ["packaging"], "plant": [100.0],
        ...     "plant_size": ["small"], "plant_basis": [""], "admitted": ["unknown"]})
        >>> admitted = filled(frames.Admission, env_class=["none"]).drop("verdict")
        >>> cloth = candidates(pl.DataFrame({"kind": ["extension"], "sector": ["cloth"]}))
        >>> found = pl.concat([cloth, traits, admitted], how="horizontal")
        >>> [(gate["gate"], gate["verdict"]) for gate in gates(found)["gates"].item()]
        [('admission', 'pass')]

    """
    return (
        candidates.with_columns(
            built=by_kind(lambda kind: kind.needs_site, pl.Boolean), lifted=pl.col("lifted").fill_null(value=False)
        )
        .with_columns(
            _asking("reach", _reach(wide_common=wide_common), gates_off),
            _asking("admission", _admission(), gates_off),
            _asking("scale", _scale(scale_buyers, size_money), gates_off),
            _asking("captive", _captive(), gates_off),
        )
        .with_columns(gates=telling(*(f"{gate}_gate" for gate in GATES)))
    )


def _gate(verdict: str, code: str, **parts: pl.Expr | str) -> pl.Expr:
    """Return a gate (GATE) by its verdict and the code of its reason, which begins with the name of the gate."""
    gate = code.partition("_")[0]
    return pl.struct(gate=pl.lit(gate), verdict=pl.lit(verdict), code=pl.lit(code), parts=encoded(parts))


def _asking(name: str, gate: pl.Expr, gates_off: Collection[str]) -> pl.Expr:
    """Return the gate of the kinds that have to pass it, null for the others."""
    asked = by_kind(lambda kind: name in kind.gates, pl.Boolean)
    off = pl.struct(gate=pl.lit(name), verdict=pl.lit("pass"), code=pl.lit("off"), parts=encoded({}))
    passed = off if name in gates_off else gate
    return pl.when(asked).then(passed).otherwise(pl.lit(None, dtype=GATE)).alias(f"{name}_gate")


def _reach(*, wide_common: bool) -> pl.Expr:
    wide = pl.col("reach").is_in(_WIDE)
    must = pl.col("essential").fill_null(value=False) | pl.lit(wide_common)
    return first_case(
        (pl.col("reach") == "site", _gate("pass", "reach_site")),
        (pl.col("reach") == "ring", _gate("pass", "reach_ring")),
        (wide & pl.col("built").not_(), _gate("unknown", "reach_match")),
        (wide & must.not_() & pl.col("lifted").not_(), _gate("fail", "reach_common")),
        (pl.col("reach") == "national", _gate("pass", "reach_national")),
        (pl.col("reach") == "global", _gate("pass", "reach_global")),
        otherwise=_gate("unknown", "reach_unknown"),
    )


def _admission() -> pl.Expr:
    kind = pl.col("env_class")
    return first_case(
        (kind == "none", _gate("pass", "admission_none")),
        (pl.col("admitted") == "pass", _gate("pass", "admission_allowed", parks="allowed", env_class=kind)),
        (pl.col("admitted") == "fail", _gate("fail", "admission_prohibited", n="parks", env_class=kind)),
        (kind.is_null() | (kind == "unknown"), _gate("unknown", "admission_class_unknown")),
        (
            pl.col("conditional").list.len() > 0,
            _gate("unknown", "admission_conditional", parks="conditional", env_class=kind),
        ),
        (pl.col("prohibited") > 0, _gate("unknown", "admission_part", n="prohibited", env_class=kind)),
        otherwise=_gate("unknown", "admission_unknown", env_class=kind),
    )


def _scale(least: int, size_money: Sequence[float]) -> pl.Expr:
    costs = dict(zip(CLASSES[1:], size_money, strict=True))
    floor = pl.coalesce("plant", pl.col("plant_size").replace_strict(costs, default=None, return_dtype=pl.Float64))
    drawing = pl.when(pl.col("reach").is_in(_WIDE)).then("pull_essential").otherwise("pull_sure")
    drawn, sure, size = _place(pl.col("pull")), _place(drawing), _place(pl.col("plant_size"))
    enough = pl.when(size.is_not_null()).then(pl.min_horizontal(size, _LARGE))
    carried, maybe = (sure >= enough).fill_null(value=False), (drawn >= enough).fill_null(value=False)
    plant = {"plant_size": pl.col("plant_size"), "basis": pl.col("plant_basis").fill_null("")}
    spent, most = {"value": pl.col("demand"), "plant": floor}, {"value": pl.col("bound"), "plant": floor}
    served, named = pl.col("need_kind") == "service", pl.col("structural_need").fill_null(0)
    return first_case(
        (pl.col("demand") < floor, _gate("fail", "scale_small", **spent)),
        (pl.col("bound") < floor, _gate("fail", "scale_bound", **most)),
        (pl.col("demand") >= floor, _gate("pass", "scale_money", **spent)),
        (carried, _gate("pass", "scale_pull", size_class=drawing, **plant)),
        ("lifted", _gate("pass", "scale_wish")),
        (served & (pl.col("fresh_buyers").fill_null(0) >= least), _gate("pass", "scale_buyers", n="fresh_buyers")),
        (served & (named >= least), _gate("unknown", "scale_older", n=named)),
        (served, _gate("unknown", "scale_few", n=named)),
        (pl.col("demand").is_not_null() & size.is_null(), _gate("unknown", "scale_plant", value="demand")),
        (pl.col("bounded"), _gate("unknown", "scale_inferred", size_class="pull")),
        (maybe, _gate("unknown", "scale_unsure", size_class="pull", **plant)),
        (drawn.is_null(), _gate("unknown", "scale_unstated", n=named)),
        (size.is_null(), _gate("unknown", "scale_no_plant", size_class="pull")),
        otherwise=_gate("unknown", "scale_below", size_class="pull", **plant),
    )


def _place(size: pl.Expr) -> pl.Expr:
    """Return the place of a size in CLASSES; null stays null."""
    return size.replace_strict({class_: n for n, class_ in enumerate(CLASSES)}, return_dtype=pl.Int64)


def _captive() -> pl.Expr:
    return first_case(
        (pl.col("captive").fill_null(value=False), _gate("fail", "captive_yes")),
        (pl.col("captive").is_null(), _gate("pass", "captive_blank")),
        otherwise=_gate("pass", "captive_no"),
    )
