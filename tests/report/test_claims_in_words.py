"""What words say of absence and of all: every such sentence is decided by a named check, or only explains a method."""

from __future__ import annotations

import inspect
import pkgutil
import re
from functools import cached_property
from typing import Any

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink import terms
from chainlink.findings import Outcome
from chainlink.report.lists.findings import findings_rows
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.brief import Brief, brief
from chainlink.report.pages.compose import chain_page, on_record, region_page
from chainlink.report.pages.one_page import one_page
from chainlink.report.panels.findings import amount_words, finding_panel
from chainlink.report.panels.panels import Panels
from region import finding, residents, run

CLAIMING = re.compile(
    "未载|未见|未查到|未写明|未公布|未定|未知|不到|不知道|没有|没|均|都|无|全部|仅|只有|只登记|唯一"
    r"|\b(?:none|no|not|all|every|only|less than|fewer than|both|nobody|never|nothing)\b",
    re.IGNORECASE,
)
OF_COMMANDS = {
    "help", "usage", "call", "wanted", "mend", "note", "setting", "setting_help", "dictionary", "flag", "check", "say",
    "intake", "name_decision", "name_reason", "proposal_reason", "env_class", "verdict", "template", "io_fault",
}  # fmt: skip
"""Sections of what a call, an option or a cell lacks: each complaint is raised where the fault is found."""
CHECKS = {
    "judge.gates._reach": "gate_reason: reach_common reach_unknown",
    "judge.gates._admission": "gate_reason: admission_none admission_prohibited admission_class_unknown admission_part "
    "admission_unknown",
    "judge.gates._scale": "gate_reason: scale_few scale_plant scale_no_plant scale_unstated",
    "judge.pulled.drawn": "reason: pull_undated",
    "judge.packages._reasons": "reason: package_buyers package_around package_road",
    "judge.gaps._reasons": "reason: carried through verified_survey verified_statement surveyed_part said_part planned "
    "near_makers unrecorded unrecorded_service lapsed inferred stale unexplained wish / reason_shared: unrecorded",
    "judge.signals._of_projects": "signal: silence",
    "judge.gaps._sites": "reason: site",
    "judge.gaps.gaps": "confidence: unrecorded",
    "judge.unlinked._reasons": "reason: no_link / reason_shared: no_link",
    "judge.extension._reasons": "reason: related_unproven related_unknown",
    "judge.states._state": "state: blank",
    "measures.supply.needs._standing": "standing: open",
    "measures.supply.needs.behind": "flow_basis: knowledge",
    "measures.supply.context.valued": "value_basis: stated stated_part modelled",
    "measures.networks.economic_complexity.eigen_scores": "undefined: empty one_row one_column",
    "measures.networks.economic_complexity._second_vector": "undefined: constant tied",
    "measures.networks.fitness_quality.fitness": "undefined: not_settled",
    "measures.networks.position.upstreamness": "undefined: closed",
    "measures.networks.nearest.nearest_absent": "undefined: unknown_here",
    "measures.networks.related.related_sectors": "undefined: nothing_near",
    "measures.evaluation.comparison.changes": "diff_change: lost",
    "measures.evaluation.timing.timed": "diff_timing: unclear",
    "data.clocks._by_day": "left_out: unknown_yet undated",
    "data.clocks._by_year": "left_out: no_year carried",
    "measures.supply.presence._standing": "left_out: inferred lapsed stopped",
    "measures.supply.deliveries.actual_links": "left_out: ownership",
    "measures.supply.local_content.local_content_rate": "column: unplaced",
    "report.lists.sheets.local_content_table": "page: local_content_note",
    "report.lists.visits.VisitWords.trust": "visit: not_tested",
    "report.lists.head.since_words": "visit: since_same",
    "study.supply_steps.idle": "left_out: not_actual",
    "report.lists.backtest._rates": "backtest: lift absent",
    "report.lists.backtest._kind": "backtest: unnamed",
    "report.lists.comparison_rows.ChangeWording.value": "diff: not_stated",
    "report.lists.comparison._sides": "diff: no_limit",
    "report.pages.word_report.how_sure": "office: value_unknown",
    "report.pages.word_report._Letter._findings": "office: none",
    "report.pages.word_report._Letter._conclusions": "office: bands",
    "report.pages.brief.sector_brief": "brief: no_finding none_needs no_value none_near",
    "report.pages.brief._park": "brief: seat not_seated",
    "report.pages.brief._unknown": "brief: purchasing_unknown product_unknown no_amounts",
    "report.pages.brief._coverage": "brief: survey coverage_unknown",
    "report.pages.brief_words.BriefWords.seated": "brief: nothing_known",
    "report.pages.brief._fitted": "brief: more",
    "report.pages.one_page._lead": "one_page: lead_survey lead_unknown lead",
    "report.pages.one_page._Composer._volume": "one_page: not_stated",
    "report.pages.one_page._Composer._prospects": "one_page: no_prospect",
    "report.pages.one_page._Composer._park": "one_page: no_park",
    "report.pages.one_page._Composer._again": "one_page: reach_away",
    "report.pages.one_page._coverage": "one_page: recorded parks_unknown no_survey",
    "report.pages.district_tables.DistrictTables.roles": "district_page: role_present",
    "report.pages.district_page._tile": "district_page: tile_open",
    "report.pages.district_page._tiles": "district_page: open",
    "report.pages.district_tables.DistrictTables.findings": "district_page: findings",
    "report.maps.district_map.money": "district_page: flow_unknown",
    "report.maps.district_map._roads": "district_page: road_unknown",
    "report.maps.rim.place_name": "rim: unknown",
    "report.lists.related.related_table": "relatedness: note_unknown",
    "report.lists.related.without_reference": "relatedness: no_reference",
    "report.lists.related.dispersion_table": "relatedness: no_industry",
    "report.lists.finding_sheets._concentrated": "relatedness: concentration_single",
    "report.lists.finding_sheets._single_sources": "page: single_source_said",
    "report.lists.firm_sheets._firm": "page: sector_unknown standing_unplaced unnamed",
    "report.maps.card_looks.head_look": "page: unplaced unplaced_detail",
    "report.maps.card_looks._detail": "page: detail_missing detail_outsourced detail_coming detail_doubtful",
    "report.maps.edges.Strokes._needs": "page: needs_said",
    "report.maps.edges.Strokes._flows": "page: flow_said",
    "report.maps.chart.ChartMaker._folded_words": "page: folded",
    "report.lists.sheets.Sheets.folded": "page: folded_lines",
    "report.panels.sectors._standing": "page: group_carried",
    "report.panels.links._link": "page: product_unknown no_amount",
    "report.panels.findings.statement_panel": "page: statement_bare",
    "report.panels.sectors._shortfalls": "page: shortfall shortfall_gap shortfall_disconnect",
    "report.panels.panels.Panels.rest": "page: list_goes_on",
    "report.lookup.wording.Wording.rank_range": "page: rank_still",
    "report.lookup.wording.Wording.seated": "page: unknown",
    "report.lookup.wording.Wording._share_of": "page: share_open",
    "report.lists.method._coverage": "page: not_stated not_known",
    "report.lists.method._facts": "page: no_limit",
    "report.lookup.reason_words.part_words": "page: and_more and_all",
    "report.lookup.reason_words._supplies": "page: and_pairs",
    "report.pages.compose.on_record": "page: none_recorded record_lapsed",
    "report.pages.compose._firms_tile": "page: tile_firms_only resident_unknown counted",
    "report.pages.compose._chain_warnings": "page: empty_chain empty_lapsed empty_unplaced empty_no_statement",
    "report.pages.compose._region_warnings": "page: model_below",
    "report.pages.compose.shared_chains": "page: not_lead undecided",
    "report.formats.workbook_pen.Pen.sheet": "page: empty_table",
}
"""The function that decides whether a sentence is said, and the sentences it decides."""
EXPLAINING = """
backtest: came / district_view: neighbour_already_makes / diff: byline nothing cut
diff_note: summary firms links claims figures findings
district_page: map_title roles_note near_note open_note again again_note roads_note
district_legend: unknown road_unknown / one_page: signals court_none pairs_none leave leave_none / band: 丁
network: about folded whole
office: foot map_note why_not nothing / about: flow_product product same_as succeeded_by
sheet: about_sectors about_leads about_unlinked about_evidence
book: leave how_to / brief: byline / relatedness: title note column_sector dispersion_note
legend: outsourced blank link_dashed ribbon service ownership / script: no_match too_many hint / column: bought_outside
page: map_said pages edges_left_out byline screening method_text joint_means ends gaps_means strip leads_note
page: leave leave_note weak_note unlinked_note firms_note stale_note closed_note sectors_note statements_note settings_note
page: coverage_note signals_note beside_note shared_note first_note crowd_title crowd_note
rim: map_title / site: files files_about
"""
"""Headings, legends and notes that say how a list is made or read; what stands over an empty list has a test below."""


def spelled(text: str) -> set[str]:
    """The codes of ``section: key key / section: key``."""
    parts = [part.partition(":") for part in re.split(r"[/\n]", text) if part.strip()]
    return {f"{section.strip()}.{key}" for section, _, keys in parts for key in keys.split()}


DECIDED = {code: check for check, text in CHECKS.items() for code in spelled(text)}
CLAIMS = {
    code
    for code, words in terms._words().items()
    if code.partition(".")[0] not in OF_COMMANDS and CLAIMING.search("\n".join(words))
}


def test_every_sentence_of_absence_or_totality_has_the_check_that_makes_it() -> None:
    assert sorted(CLAIMS - set(DECIDED) - spelled(EXPLAINING)) == []
    assert sorted((set(DECIDED) | spelled(EXPLAINING)) - CLAIMS) == []
    assert set(DECIDED) & spelled(EXPLAINING) == set()


def source_of(check: str) -> str:
    """The source of a function or method, by its path below the package."""
    found: Any = pkgutil.resolve_name(f"chainlink.{check}")
    found = found.fget if isinstance(found, property) else found.func if isinstance(found, cached_property) else found
    return inspect.getsource(found)


def names_code(source: str, key: str) -> bool:
    """Whether a source holds a key, whole or as the beginning or end of a formatted one."""
    whole = rf"""["'._]{key}["']"""
    begins = "|".join(rf'["._]{key[:end]}\{{' for end in range(1, len(key)))
    ends = "|".join(rf'\}}{key[start:]}"' for start in range(1, len(key) - 2))
    return re.search(f"{whole}|{begins}|{ends}", source) is not None or f"{key}=" in source


@pytest.mark.parametrize("check", sorted(CHECKS))
def test_a_check_names_the_sentences_it_decides(check: str) -> None:
    source = source_of(check)

    assert [code for code in spelled(CHECKS[check]) if not names_code(source, code.partition(".")[2])] == []


STAMPING = {"sector": "stamping", "reach": "ring", "env_class": "plating", "plant_low_wan_yuan": 500.0}
TRUCK = {
    "sectors": sectors(STAMPING, "truck"),
    "flows": flows("stamping>truck"),
    "firms": firms("changan@wan", "dongfeng@kai", "bao@far"),
    "capabilities": capabilities("changan:truck", "dongfeng:truck"),
    "chains": table("chains", {"chain": "cars", "name": "汽车"}),
    "chain_sectors": table(
        "chain_sectors", *({"chain": "cars", "sector": one, "role": "own"} for one in ("stamping", "truck"))
    ),
}
KEY = "outsourced|stamping|"


def spent(*links_and_values: tuple[str, float], measure: str = "amount", unit: str = "万元") -> dict[str, pl.DataFrame]:
    """Links with one claim each."""
    claims = [{"claim": f"c{n}", "value": value} for n, (_, value) in enumerate(links_and_values)]
    about = [
        {"claim": f"c{n}", "table": "links", "id": link.partition(":")[0].replace(">", "--")}
        for n, (link, _) in enumerate(links_and_values)
    ]
    return {
        "links": links(*(link for link, _ in links_and_values)),
        "claims": table("claims", *claims, measure=measure, unit=unit, status="actual", per="year", seen=AS_OF),
        "claim_subjects": table("claim_subjects", *about),
    }


def said(outcome: Outcome, lang: str = "zh", key: str = KEY) -> str:
    """Reasons and gates of a finding in words."""
    row = next(row for row in findings_rows(outcome, lang) if row["finding"] == key)
    return f"{row['words']['reasons']} {row['words']['gates']}"


def lines(page: Brief) -> str:
    return "\n".join(line for _, _, block in page.blocks for line in block)


def test_an_amount_that_some_buyers_stated_is_a_bound_and_not_called_unstated() -> None:
    part = run(**TRUCK, **spent(("bao>changan:stamping", 300.0)))
    none = run(**TRUCK, links=links("bao>changan:stamping"))
    part_row, none_row = (
        next(row for row in Wording(one).results.findings if row["finding"] == KEY) for one in (part, none)
    )

    assert (amount_words(Wording(part), part_row), amount_words(Wording(none), none_row)) == ("不少于 300", "")
    assert "采购金额未载" not in lines(brief(part, "stamping"))
    assert "采购金额未载" in lines(brief(none, "stamping"))


def test_a_demand_that_every_buyer_stated_is_not_called_unstated_where_the_size_of_a_plant_is_not_known() -> None:
    alone = {**TRUCK, "sectors": sectors({**STAMPING, "plant_low_wan_yuan": None}, "truck")}
    alone["capabilities"] = capabilities("changan:truck")
    told = run(**alone, **spent(("bao>changan:stamping", 300.0)))
    silent = run(**alone)

    assert "明示采购额合计 300 万元，建厂规模下限未载" in said(told)
    assert "1 家具名买方都没有能定规模档的数据" in said(silent)
    assert "no figure on record tells how large the named buyer is (1;" in said(silent, "en")


def test_a_link_with_a_quantity_alone_is_one_without_an_amount() -> None:
    money = run(**TRUCK, **spent(("bao>changan:stamping", 300.0)))
    pieces = run(**TRUCK, **spent(("bao>changan:stamping", 300.0), measure="quantity", unit="套"))

    assert "没有金额" not in lines(brief(money, "bao"))
    assert "1 条往来没有金额" in lines(brief(pieces, "bao"))
    assert "1 link without an amount" in lines(brief(pieces, "bao", lang="en"))


def test_parks_that_say_no_are_counted_where_others_say_nothing() -> None:
    parks = table(
        "parks", {"park": "p", "name": "甲园", "district": "wan"}, {"park": "q", "name": "乙园", "district": "kai"}
    )
    refused = {"env_class": "plating", "verdict": "prohibited", "as_of": str(AS_OF)}
    one = run(**TRUCK, parks=parks, admissions=table("admissions", {"park": "p", **refused}))
    silent = run(**TRUCK, parks=parks)

    assert "区域内 1 个园区写明禁止电镀类项目，其余未写明" in said(one)
    assert "1 park prohibits the class plating; the others do not say" in said(one, "en")
    assert "公开资料未写明" in said(silent)
    assert finding(one, KEY)["gates"]["admission"] == finding(silent, KEY)["gates"]["admission"] == "unknown"


def test_the_other_districts_are_not_said_to_be_unsurveyed() -> None:
    survey = {"sector": "stamping", "date": str(AS_OF), "completeness": "full"}
    found = [{"district": "wan", "makers_found": 0, **survey}, {"district": "kai", "makers_found": 2, **survey}]
    part = run(**TRUCK, surveys=table("surveys", *found))
    whole = run(**TRUCK, surveys=table("surveys", *({**row, "makers_found": 0} for row in found)))

    assert "其余区县未摸排" not in said(part)
    assert "区域内还有区县没有这样的结果" in said(part)
    assert "全面摸排未查到stamping的企业" in said(whole, key="missing|stamping|")


def test_a_sector_verified_absent_that_only_projects_need_is_said_to_be_so() -> None:
    survey = {"sector": "stamping", "date": str(AS_OF), "completeness": "full", "makers_found": 0}
    coming = capabilities({"firm": "changan", "sector": "truck", "status": "building"})
    outcome = run(
        **{**TRUCK, "capabilities": coming},
        surveys=table("surveys", *({"district": one, **survey} for one in ("wan", "kai"))),
    )

    assert "全面摸排未查到stamping的企业" in said(outcome)
    assert "还不算断点" not in said(outcome)


def test_half_of_the_resident_firms_is_said_of_the_places_that_state_a_number() -> None:
    known = run(**TRUCK, **residents(wan=100))
    unknown = run(**TRUCK)

    assert "公布了在册企业数的地方，登记的不到一半" in lines(brief(known, "stamping"))
    assert "在册企业总数未公布" in lines(brief(unknown, "stamping"))
    assert "区域内公布了企业数的地方" in one_page(Wording(known), "wan").lead
    assert "覆盖率不知道" in one_page(Wording(known), "kai").lead


def test_a_sheet_asks_the_park_without_saying_what_the_data_lack() -> None:
    assert "未载" not in terms.sentence("one_page.site_questions")
    assert "未载" not in terms.sentence("one_page.no_park")


def test_a_maker_that_uses_up_its_own_is_no_firm_that_needs_to_buy() -> None:
    made = capabilities("changan:truck", "changan:stamping")
    own = run(**{**TRUCK, "capabilities": made})
    bought = run(**{**TRUCK, "capabilities": capabilities("changan:truck", "dongfeng:stamping")})

    assert "没有查到要向别家经常采购它的" in lines(brief(own, "stamping"))
    assert "没有查到" not in lines(brief(bought, "stamping"))


def test_no_supplier_near_by_is_not_said_where_a_supply_is_on_record() -> None:
    unnamed = firms("changan@wan", "bao@far", {"firm": "x", "name": "某厂", "district": "kai", "named": False})
    recorded = run(
        **{**TRUCK, "firms": unnamed, "capabilities": capabilities("changan:truck")}, links=links("x>changan:stamping")
    )
    none = run(**TRUCK)

    assert "没有邻近的供应企业" not in lines(brief(recorded, "stamping"))
    assert "没有邻近的供应企业" in lines(brief(none, "stamping"))


def test_a_rank_is_said_to_hold_only_where_other_settings_were_tried() -> None:
    outcome = run(**TRUCK)
    wording = Wording(outcome)
    panels = Panels(wording)
    row = wording.results.findings[0]

    assert row["robust"] is None
    assert wording.rank_range(row) == ""
    assert wording.rank_range({**row, "rank_low": 1, "rank_high": 1, "robust": 1.0}).startswith("位次不变")
    assert terms.sentence("page.doubt") not in [head for head, _ in panels.found[finding_panel(panels, row)].sections]


def test_a_plan_without_news_is_on_record_and_a_closed_firm_is_not_to_be_placed() -> None:
    place = {"district": "kai", "named": True}
    seats = firms(
        "changan@wan",
        {"firm": "old", "name": "旧厂", **place},
        {"firm": "shut", "name": "停厂", "chains": ["cars"], **place},
    )
    lapsed = {"firm": "old", "sector": "stamping", "status": "planned", "seen": AS_OF - 9}
    tables = {**TRUCK, "firms": seats, "capabilities": capabilities("changan:truck", lapsed)}
    status = table("firm_status", {"firm": "shut", "year": AS_OF - 1, "status": "closed"})
    outcome = run(**tables, firm_status=status)

    assert on_record(Wording(outcome), "cars", "kai") == "1 家（有计划、久未见进展 1）"
    assert on_record(Wording(run(**TRUCK)), "cars", "wan") == "未见登记"


def test_a_chain_counts_its_own_firms_and_only_the_region_holds_them_against_the_residents() -> None:
    wording = Wording(run(**TRUCK, **residents(wan=4, kai=6)))
    chain = {tile.key: (tile.figure, tile.caption) for tile in chain_page(wording, "cars", ()).tiles}
    region = {tile.key: (tile.figure, tile.caption) for tile in region_page(wording, ()).tiles}

    assert chain["firms"] == ("2", "本链登记企业")
    assert region["firms"] == ("2 / 10", "企业 登记 / 应有")


def test_a_chain_rests_on_statements_about_its_sectors_too() -> None:
    about = {"statement": "s", "sector": "stamping", "wording_class": "wish", "specificity": "exact", "year": AS_OF}
    empty = {**TRUCK, "capabilities": capabilities()}
    spoken = chain_page(
        Wording(run(**empty, statements=table("statements", {**about, "note": "要补冲压"}))), "cars", ()
    )
    silent = chain_page(Wording(run(**empty)), "cars", ())

    assert any("要补冲压" in warning for warning in spoken.warnings)
    assert "资料中没有关于本链的表述。" in silent.warnings
