"""Hindsight: what later data hold of what was found, and how often, beside any absent sector."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from cases import capabilities, table
from chainlink import default_study, read_dataset, run_study
from chainlink.measures.evaluation.backtest import bundle_rates, hindsight, hit_rates
from chainlink.measures.supply.presence import in_talks
from chainlink.report.lists.backtest import hindsight_listings
from chainlink.report.lists.matches import match_listing

KINDS = {"makers": ["outsourced", "extension"], "matches": ["unlinked"]}
LISTS = ("makers", "coming", "projects", "links")
TALKS = in_talks(table("projects"), table("capabilities"))
"""Nothing is only talked of."""


def states(**sectors: dict[str, object]) -> pl.DataFrame:
    rows = [
        {"sector": sector, "scope": scope, "recorded": False, **{name: [] for name in LISTS}, **held}
        for sector, held in sectors.items()
        for scope in ("region", "wan")
    ]
    return pl.DataFrame(rows, schema_overrides=dict.fromkeys(LISTS, pl.List(pl.String)))


def found(*rows: tuple[str, str, str, str | None, list[str]]) -> pl.DataFrame:
    return pl.DataFrame(
        [(f"{kind}|{sector}|{other or ''}", kind, band, sector, other, buyers) for kind, band, sector, other, buyers in rows],
        schema={
            "finding": pl.String, "kind": pl.String, "band": pl.String, "sector": pl.String, "other_sector": pl.String,
            "buyers": pl.List(pl.String),
        },
        orient="row",
    )  # fmt: skip


def needs(*rows: tuple[str, str, str, list[str] | None]) -> pl.DataFrame:
    kinds = {"sector": pl.String, "buyer": pl.String, "standing": pl.String, "links": pl.List(pl.String)}
    return pl.DataFrame(rows, schema=kinds, orient="row")


THEN = states(steel={}, lens={}, driver={"coming": ["a"]}, glue={}, frame={"makers": ["q"]}, box={}, toy={})
NOW = states(
    steel={"makers": ["s"]}, lens={"coming": ["l"], "projects": ["p"]}, driver={"coming": ["a"]},
    glue={"recorded": True, "links": ["x--y"]}, frame={"makers": ["q", "r"]}, box={}, toy={"makers": ["t"]},
)  # fmt: skip
FOUND = found(
    ("outsourced", "甲", "steel", None, ["c"]), ("outsourced", "乙", "lens", None, ["c"]),
    ("extension", "乙", "driver", None, []), ("outsourced", "乙", "glue", None, ["c"]),
    ("outsourced", "甲", "box", None, ["c"]), ("unlinked", "甲", "frame", "truck", ["c", "d"]),
    ("unlinked", "乙", "frame", "ship", ["e"]),
)  # fmt: skip
LATER = needs(("frame", "c", "open", None), ("frame", "d", "closed", ["q--d"]), ("frame", "e", "open", ["q--e"]))


def test_each_finding_is_told_by_what_later_data_hold_and_a_plan_known_before_is_no_news() -> None:
    told = hindsight(FOUND, then=THEN, now=NOW, needs=LATER, talks=TALKS, **KINDS)

    assert told.select("sector", "finding", "came").rows() == [
        ("box", "outsourced|box|", None),
        ("driver", "extension|driver|", None),  # a was coming already
        ("frame", "unlinked|frame|ship", None),  # a link that closes nothing there
        ("frame", "unlinked|frame|truck", "linked"),
        ("glue", "outsourced|glue|", "recorded"),
        ("lens", "outsourced|lens|", "coming"),
        ("steel", "outsourced|steel|", "made"),
        ("toy", None, "made"),  # absent, and nobody had asked for it
    ]
    assert told.filter(pl.col("came").is_not_null()).select("firms", "projects", "links").rows() == [
        ([], [], ["q--d"]), ([], [], ["x--y"]), (["l"], ["p"], []), (["s"], [], []), (["t"], [], []),
    ]  # fmt: skip


def test_shares_stand_beside_that_of_every_absent_sector_and_a_match_has_no_such_base() -> None:
    rates = hit_rates(hindsight(FOUND, then=THEN, now=NOW, needs=LATER, talks=TALKS, **KINDS), **KINDS)

    # Absent then: steel, lens, driver, glue, box, toy; something came of four of the six.
    assert rates.select("kind", "band", "count", "came", "share", "lift").rows() == [
        ("pooled", None, 5, 3, 0.6, pytest.approx(0.9)),
        ("pooled", "乙", 3, 2, pytest.approx(2 / 3), pytest.approx(1.0)),
        ("pooled", "甲", 2, 1, 0.5, 0.75),
        ("extension", "乙", 1, 0, 0.0, 0.0),
        ("outsourced", "乙", 2, 2, 1.0, 1.5),
        ("outsourced", "甲", 2, 1, 0.5, 0.75),
        ("unlinked", "乙", 1, 0, 0.0, None),
        ("unlinked", "甲", 1, 1, 1.0, None),
        (None, None, 1, 1, 1.0, 1.5),
        ("absent", None, 6, 4, pytest.approx(4 / 6), 1.0),
    ]


def test_a_share_is_told_with_its_interval_with_what_chance_would_have_found_and_with_each_sector_once() -> None:
    twice = [("extension", "乙", "steel", "rail", []), ("outsourced", "甲", "steel", None, ["c"])]
    told = hindsight(found(*twice), then=THEN, now=NOW, needs=LATER, talks=TALKS, **KINDS)

    pooled = hit_rates(told, **KINDS).row(0, named=True)

    # Two rows of one sector; of the six absent sectors four came, so two drawn at random would have had 4/3.
    assert (pooled["count"], pooled["came"], pooled["sectors"], pooled["sectors_came"]) == (2, 2, 1, 1)
    assert pooled["expected"] == pytest.approx(2 * 4 / 6)
    assert pooled["low"] < pooled["share"] <= pooled["high"] == 1.0


def bundled(*parts: str) -> pl.DataFrame:
    """FOUND, each with null ``sectors``, and a package of some of the absent sectors."""
    package = found(("package", "甲", "none", None, ["c"])).with_columns(
        finding=pl.lit("package|injection|wan"), sector=pl.lit(None, pl.String), sectors=pl.lit(list(parts))
    )
    alone = FOUND.with_columns(sectors=pl.lit(None, pl.List(pl.String)))
    return pl.concat([alone, package])


@pytest.mark.parametrize(
    ("parts", "came"), [(("steel", "box"), 1), (("lens", "glue", "steel"), 3), (("box", "driver"), 0)]
)
def test_a_package_is_told_by_how_many_of_its_parts_came(parts: tuple[str, ...], came: int) -> None:
    later = {"then": THEN, "now": NOW, "needs": LATER, "talks": TALKS}

    told = hindsight(bundled(*parts), **later, **KINDS, bundles=["package"])

    (row,) = bundle_rates(told, bundles=["package"], matches=KINDS["matches"]).iter_rows(named=True)
    assert (row["finding"], row["count"], row["came"]) == ("package|injection|wan", len(parts), came)
    assert row["expected"] == pytest.approx(len(parts) * 4 / 6)
    assert row["low"] <= row["share"] <= row["high"]
    rates = {(row["kind"], row["band"]): row for row in hit_rates(told, **KINDS).iter_rows(named=True)}
    assert (rates["package", "甲"]["count"], rates["package", "甲"]["came"]) == (len(parts), came)
    assert rates["pooled", None]["count"] == 5  # its parts are findings of their own, counted there
    assert rates["absent", None]["count"] == 6


def test_a_project_that_is_only_talked_of_has_not_come_and_one_signed_has() -> None:
    later = states(
        steel={"coming": ["s"], "projects": ["p"]}, lens={"coming": ["l", "m"], "projects": ["p", "q"]},
        driver={}, glue={}, frame={"makers": ["q"]}, box={"coming": ["b"], "projects": ["t"]}, toy={},
    )  # fmt: skip
    projects = table(
        "projects",
        {"project": "p", "firm": "s", "sectors": ["steel", "lens"], "status": "talks"},
        {"project": "q", "firm": "m", "sectors": ["lens"], "status": "signed"},
        {"project": "t", "firm": "b", "sectors": ["box"], "status": "talks"},
    )
    building = capabilities({"firm": "b", "sector": "box", "status": "building"})

    told = hindsight(FOUND, then=THEN, now=later, needs=LATER, talks=in_talks(projects, building), **KINDS)

    assert dict(told.filter(pl.col("came") == "coming").select("sector", "firms").iter_rows()) == {
        "lens": ["l", "m"],
        "box": ["b"],  # its own row says that it is being built, whatever is talked of besides
    }


def test_where_nothing_came_no_share_is_a_multiple_of_it() -> None:
    rates = hit_rates(hindsight(FOUND, then=THEN, now=THEN, needs=needs(), talks=TALKS, **KINDS), **KINDS)

    assert set(rates["came"]) == {0}
    assert rates["lift"].null_count() == rates.height


def test_the_packaged_data_turned_back_to_2021_tell_what_came_and_what_the_clock_could_not_turn() -> None:
    data, study = read_dataset(), replace(default_study(), doubt=False)
    then, now = run_study(data, replace(study, known_by="2021-12")), run_study(data, study)

    rates, packages, came, staying = hindsight_listings(then, now)

    assert "电线电缆" in {row["sector"] for row in came.rows}
    assert rates.rows[0]["words"] == "{count} 条里应验 {came} 条；随便列也会有 {expected} 条".format(**rates.rows[0])
    assert [row["kind"] for row in rates.rows][-1] == "全部空缺环节"
    assert len(packages.rows) == then.findings.rows.filter(pl.col("kind") == "package").height > 0
    for row, value in zip(packages.rows, packages.facts, strict=True):
        assert row["words"] == f"{value['count']} 条里应验 {value['came']} 条；随便列也会有 {value['expected']:.1f} 条"
    counted = {(row["what"], row["table"]): row["count"] for row in staying.facts}
    # Of the 379 sectors 55 cite later pages only and 13 later ones too; 55 rulings of parks have no dated source.
    assert counted["knowledge", "sectors"] == 68
    assert counted["undated", "admissions"] == 55
    assert ("undated", "flows") not in counted


def test_pairs_are_those_of_the_unlinked_findings_each_maker_with_each_buyer() -> None:
    outcome = run_study(read_dataset(), replace(default_study(), doubt=False))

    pairs = match_listing(outcome)
    one = match_listing(outcome, district="云阳", top=1)

    unlinked = outcome.findings.rows.filter(kind="unlinked")
    makers = dict(outcome.states.filter(scope="region").select("sector", "makers").iter_rows())
    wanted = {
        (row["finding"], maker, buyer)
        for row in unlinked.iter_rows(named=True)
        for maker in makers[row["sector"]]
        for buyer in row["buyers"]
    }
    assert {(row["finding"], row["maker"], row["buyer"]) for row in pairs.facts} == wanted
    assert len(one.rows) == 1
    assert "云阳" in {one.rows[0]["maker_district"], one.rows[0]["buyer_district"]}
