"""The packaged data 万开云: the article's facts stand, nothing was lost on the way, nothing private got in."""

from __future__ import annotations

import csv
import re
import tomllib
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from chainlink import Dataset, read_dataset
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES

FOLDER = Path(__file__).parents[2] / "datasets" / "wan-kai-yun"
Rows = list[dict[str, str]]
FACT_ROWS = {
    "region-2021/firms": 81,
    "region-2021/links": 35,
    "region-2021/parks": 17,
    "region-2021/projects": 22,
    "region-2021/stated_gaps": 22,
    "region-2021/districts": 27,
    "region-2021/seed_facts": 40,
    "region-2021/context": 17,
    "region-later/firms": 52,
    "region-later/links": 48,
    "region-later/parks": 10,
    "region-later/districts": 22,
}
"""Rows of the working fact sheets; none may be missing from the ledger."""


def rows(table: str) -> Rows:
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def keyed(table: str) -> dict[str, dict[str, str]]:
    found = rows(table)
    key = next(iter(found[0]))
    assert len({row[key] for row in found}) == len(found), f"{table}: a key stands twice"
    return {row[key]: row for row in found}


def listed(cell: str) -> list[str]:
    return [word for word in cell.split(";") if word]


def subjects_of(claim: str) -> set[tuple[str, str]]:
    return {(row["table"], row["id"]) for row in rows("claim_subjects") if row["claim"] == claim}


def claims_about(table: str, identity: str) -> Rows:
    named = {row["claim"] for row in rows("claim_subjects") if (row["table"], row["id"]) == (table, identity)}
    return [row for row in rows("claims") if row["claim"] in named]


# --- the article


def test_qianneng_supplies_kuayue_with_an_actual_and_an_expected_figure_on_one_link() -> None:
    link = [row for row in rows("links") if (row["supplier"], row["buyer"]) == ("qianneng", "changan-kuayue")]
    figures = {
        (row["from"], row["status"]): (float(row["value"]), row["unit"], row["per"])
        for row in claims_about("links", "qianneng--changan-kuayue")
    }

    assert [row["link"] for row in link] == ["qianneng--changan-kuayue"]
    assert listed(link[0]["sectors"]) == ["auto_stamping", "auto_welding"]
    assert figures == {("2020", "actual"): (160000, "套", "year"), ("2021", "expected"): (180000, "套", "year")}


def test_the_1900_wan_yuan_of_kaizhou_yinwu_is_one_claim_about_three_links() -> None:
    links = {row["link"]: row for row in rows("links") if row["supplier"] == "kaizhou-yinwu"}
    joint = [row for row in rows("claims") if row["measure"] == "amount" and float(row["value"] or 0) == 1900]

    assert {row["buyer"] for row in links.values()} == {"nvc", "sanxiong", "x-yinwu-others"}
    assert [(row["unit"], row["status"]) for row in joint] == [("万元", "actual")]
    assert subjects_of(joint[0]["claim"]) == {("links", link) for link in links}
    assert keyed("firms")["x-yinwu-others"]["named"] == "N"


def test_both_travel_times_of_the_two_sources_are_kept() -> None:
    times = {(row["to"], row["as_of"][:4], row["minutes"]) for row in rows("travel") if row["from"] == "kz-puli"}

    assert times == {
        ("wanzhou-city", "2020", "60"),
        ("wanzhou-city", "2021", "15"),
        ("wanzhou-gaotie", "2020", "90"),
        ("wanzhou-gaotie", "2021", "30"),
    }


def test_qianneng_stands_on_the_equipment_chain_and_yinwu_on_the_lighting_chain() -> None:
    firms = keyed("firms")
    of_equipment = {row["sector"] for row in rows("chain_sectors") if row["chain"] == "equipment"}
    of_lighting = {row["sector"] for row in rows("chain_sectors") if row["chain"] == "lighting"}

    assert {"auto_stamping", "auto_welding"} <= of_equipment
    assert "pk_print" in of_lighting
    assert "equipment" in listed(firms["qianneng"]["chains"])
    assert "lighting" in listed(firms["kaizhou-yinwu"]["chains"])


def test_biomedicine_rests_on_a_wish_and_never_on_a_verified_gap() -> None:
    about = [row for row in rows("statements") if row["chain"] == "pharma"]

    assert {row["wording_class"] for row in about} == {"wish"}
    assert [row["wording_class"] for row in rows("statements") if row["wording_class"] == "absent"] == []


# --- as the program reads it


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    return read_dataset(FOLDER)


def test_the_program_reads_every_row_without_a_warning(dataset: Dataset) -> None:
    assert dataset.warnings == ()
    assert {name: frame.height for name, frame in dataset.tables.items()} == {name: len(rows(name)) for name in TABLES}


def test_the_region_is_the_three_districts_and_all_of_them_are_core(dataset: Dataset) -> None:
    core = dataset.tables["districts"].filter(pl.col("ring") == "core")["district"].to_list()

    assert list(dataset.region) == ["wanzhou", "kaizhou", "yunyang"] == core


def test_what_was_known_at_the_end_of_2021_holds_the_article_and_nothing_later(dataset: Dataset) -> None:
    known, _ = dataset.known(as_of=2021, known_by="2021-12-31")
    links = known.tables["links"]["link"].to_list()
    firms = known.tables["firms"]["firm"].to_list()

    assert {"qianneng--changan-kuayue", "kaizhou-yinwu--nvc", "kaizhou-yinwu--sanxiong"} <= set(links)
    assert "xinhuilian--changan-kuayue" not in links
    assert {"jiulong-wanbo", "xinhuilian", "gaofeng-xincailiao"} & set(firms) == set()
    assert "kz-puli" in known.tables["travel"]["from"].to_list()


# --- nothing lost


def test_every_row_of_the_fact_sheets_is_in_the_ledger() -> None:
    seen: dict[str, set[str]] = {}
    for row in rows("ledger"):
        seen.setdefault(row["file"], set()).add(row["row_id"])

    assert {file: len(ids) for file, ids in seen.items()} == FACT_ROWS


def test_every_line_of_the_ledger_leads_to_a_row_or_gives_a_reason() -> None:
    known = {row["table"] for row in rows("ledger")} - {"left out", "travel"}
    ids = {table: set(keyed(table)) for table in known}
    routes = {f"{row['from']}--{row['to']}@{row['as_of']}" for row in rows("travel")}

    for line in rows("ledger"):
        if line["table"] == "left out":
            assert line["reason"], line
            assert not line["id"], line
        elif line["table"] == "travel":
            assert line["id"] in routes, line
        else:
            assert line["id"] in ids[line["table"]], line


def test_every_capability_has_its_reason_with_the_same_basis_and_status() -> None:
    reasons = {(row["firm"], row["sector"], row["basis"], row["status"]) for row in rows("capability_reasons")}
    capabilities = {(row["firm"], row["sector"], row["basis"], row["status"]) for row in rows("capabilities")}

    assert capabilities <= reasons
    assert {c[:2] for c in capabilities} == {r[:2] for r in reasons if r[0] and r[1]}
    assert all(row["settled"] and row["reason"] for row in rows("capability_reasons"))


def test_every_source_named_exists() -> None:
    sources = set(keyed("sources"))

    for path in sorted(FOLDER.glob("*.csv")):
        for row in rows(path.stem):
            for source in listed(row.get("source") or "") if path.stem != "sources" else ():
                assert source in sources, (path.name, row)


def test_every_claim_has_a_subject_and_every_subject_a_row() -> None:
    ids = {table: set(keyed(table)) for table in {row["table"] for row in rows("claim_subjects")}}

    assert set(keyed("claims")) == {row["claim"] for row in rows("claim_subjects")}
    assert [row for row in rows("claim_subjects") if row["id"] not in ids[row["table"]]] == []


def test_every_sector_of_a_capability_link_or_project_is_declared() -> None:
    sectors = set(keyed("sectors"))

    for table in ("capabilities", "links", "projects", "statements"):
        for row in rows(table):
            assert set(listed(row.get("sectors") or row.get("sector") or "")) <= sectors, (table, row)


def test_a_named_supplier_of_a_sector_holds_a_capability_in_it() -> None:
    made = {(row["firm"], row["sector"]) for row in rows("capabilities")}
    named = {firm for firm, row in keyed("firms").items() if row["named"] == "Y"}

    supplied = {
        (row["supplier"], sector)
        for row in rows("links")
        for sector in listed(row["sectors"])
        if row["relation"] == "supply" and row["supplier"] in named
    }

    assert supplied - made == set()


# --- meaning


def test_a_link_with_an_unnamed_party_is_of_grade_c() -> None:
    firms = keyed("firms")

    for row in rows("links"):
        unnamed = "N" in {firms[row["supplier"]]["named"], firms[row["buyer"]]["named"]}
        assert not unnamed or row["grade"] == "C", row


def test_every_unnamed_counterpart_is_marked_and_no_other() -> None:
    for firm, row in keyed("firms").items():
        assert row["named"] == ("N" if firm.startswith("x-") else "Y"), row


def test_a_name_or_alias_means_one_firm() -> None:
    words = Counter(
        word for row in rows("firms") for word in {row["name"], row["legal_name"], *listed(row["aliases"])} if word
    )

    assert [word for word, times in words.items() if times > 1] == []


def test_no_link_stands_twice() -> None:
    pairs = Counter((row["supplier"], row["buyer"], row["relation"]) for row in rows("links"))

    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_chassis_frames_and_cargo_boxes_are_a_recorded_supply_from_kaizhou() -> None:
    link = keyed("links")["x-kaizhou-frame-cargo--changan-kuayue"]
    capabilities = {(row["firm"], row["sector"]): row["basis"] for row in rows("capabilities")}

    assert listed(link["sectors"]) == ["auto_frame", "auto_cargo"]
    assert capabilities["xinhuilian", "auto_frame"] == "inferred"
    assert capabilities["xinhuilian", "auto_cargo"] == "inferred"


def test_the_share_of_stampings_from_kaizhou_names_what_it_is_a_share_of() -> None:
    shares = [row for row in claims_about("links", "x-kaizhou-stamping--changan-kuayue") if row["measure"] == "share"]

    assert [(row["value"], row["unit"]) for row in shares] == [("80", "%")]
    assert all(row["share_of"] for row in rows("claims") if row["measure"] == "share")


def test_content_of_a_decade_and_more_ago_is_seen_as_such() -> None:
    old = {"dekai-ccl", "xinmei-taoci", "huage", "suote-yanhua", "sanxia-fangzhi"}
    seen = {firm: int(row["seen"]) for firm, row in keyed("firms").items() if firm in old}

    assert set(seen) == old
    assert max(seen.values()) <= 2012


def test_a_step_of_a_chain_that_nobody_delivers_is_no_link() -> None:
    pairs = {(row["supplier"], row["buyer"]) for row in rows("links") if row["relation"] == "supply"}

    assert ("xiandao-jia", "weikesaile") not in pairs
    assert ("weikesaile", "xianyue") not in pairs
    assert ("jiulong-wanbo", "gaofeng-xincailiao") not in pairs


@pytest.mark.parametrize(
    "pattern", [r"(?<!\d)1[3-9]\d{9}(?!\d)", r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)", r"[\w.+-]+@[\w-]+\.\w+"]
)
def test_no_telephone_number_and_no_mail_address_got_in(pattern: str) -> None:
    for path in sorted(FOLDER.glob("*.csv")):
        for row in rows(path.stem):
            for column, value in row.items():
                if column not in {"url", "id"}:
                    assert not re.search(pattern, value or ""), (path.name, column, value)


def test_a_class_of_plant_is_of_a_sector_that_plants_make_and_every_blank_has_its_reason_too() -> None:
    without = {"service", "distribution", "energy"}

    for sector, row in keyed("sectors").items():
        bare = row["need_kind"] in without or row["process"] in {"mining", "farming"}
        assert row["plant_basis"].startswith("常识："), sector
        assert not (bare and row["plant_size"]), sector
        assert bare or row["plant_size"] or row["need_kind"] == "recycle", sector


def test_where_the_scale_of_a_plant_is_stated_its_class_is_not_below_it() -> None:
    stated = {row["sector"]: row for row in rows("sectors") if row["plant_low_wan_yuan"]}

    assert set(stated) == {"pk_film"}
    assert float(stated["pk_film"]["plant_low_wan_yuan"]) > 50_000
    assert stated["pk_film"]["plant_size"] == "large"


# --- what is really made, and of what


def test_a_line_on_trial_or_waiting_for_its_certificate_is_coming_and_a_design_is_no_making() -> None:
    status = {(row["firm"], row["sector"]): row["status"] for row in rows("capabilities")}

    for pair, state in {
        ("xianyue", "el_optmodule"): "trial",
        ("jinlong-tongguan", "eq_cable"): "certifying",
        ("rongkang", "pk_softpack"): "building",
        ("haikang-fangzhi", "te_yarn"): "stopped",
    }.items():
        assert status[pair] == state


def test_a_firm_known_by_its_trade_or_name_alone_has_a_chain_and_states_no_product() -> None:
    firms, stated = keyed("firms"), {row["firm"] for row in rows("capabilities") if row["basis"] == "stated"}
    guessed = {"huage", "quanyu-yiliao", "tianzhi-yaoye", "yunhai", "zhongcai-liangping", "yingnuowei", "lvkang"}

    assert guessed & stated == set()
    assert all(firms[firm]["chains"] for firm in guessed)


def inputs_of(output: str) -> set[str]:
    return {row["input"] for row in rows("flows") if row["output"] == output}


def test_feed_takes_the_meal_of_the_oil_mill_and_never_its_edible_oil() -> None:
    assert "fo_meal" in inputs_of("fo_feed")
    assert "fo_oil" not in inputs_of("fo_feed")


def test_packs_of_vehicles_and_of_phones_are_two_sectors() -> None:
    packs = {row["output"]: row["input"] for row in rows("flows") if row["input"] in {"ba_pack", "ba_pack_phone"}}

    assert {packs["el_phone"], packs["el_notebook"]} == {"ba_pack_phone"}
    assert {packs["auto_battpack"], packs["ba_ess"]} == {"ba_pack"}


def test_who_cuts_and_crimps_wire_must_have_cable_and_never_bare_copper() -> None:
    sectors = keyed("sectors")
    harness = {sector for sector, row in sectors.items() if row["process"] == "wire_harness"}
    must = {
        (row["input"], row["output"])
        for row in rows("flows")
        if row["criticality"] != "optional" and row["output"] in harness
    }

    assert {("eq_cable", sector) for sector in harness} <= must
    assert not {input_ for input_, _ in must} & {"el_copper", "cu_cathode"}


def test_a_plant_that_moves_is_dropped_in_one_district_and_planned_in_the_other() -> None:
    projects = keyed("projects")
    left, came = projects["zijian-kaizhou-expansion"], projects["weiduli-expansion"]

    assert (left["district"], left["status"]) == ("kaizhou", "dropped")
    assert (came["district"], came["status"]) == ("wanzhou", "signed")
    assert left["sectors"] == came["sectors"] == "ba_consumer"


def test_yunyang_has_a_stated_way_by_road() -> None:
    place = {row["place"]: row["district"] for row in rows("places")}
    by_road = [
        row for row in rows("travel") if row["mode"] == "road" and "yunyang" in {place[row["from"]], place[row["to"]]}
    ]

    assert [row["minutes"] for row in sorted(by_road, key=lambda row: row["as_of"])] == ["90", "40"]


# --- the shape


def test_files_are_utf8_without_a_mark_and_with_bare_line_ends() -> None:
    for path in sorted(FOLDER.glob("*.csv")):
        content = path.read_bytes()
        assert not content.startswith(b"\xef\xbb\xbf"), path.name
        assert b"\r" not in content, path.name
        assert content.endswith(b"\n"), path.name


def test_headings_are_the_declared_columns_in_their_order() -> None:
    for table, declared in TABLES.items():
        with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [name for name, _, _ in columns(declared)], table


def test_the_row_counts_of_the_readme_are_those_of_the_files() -> None:
    readme = (FOLDER.parent / "README.md").read_text(encoding="utf-8")
    told = {name: int(count) for name, count in re.findall(r"^\| `(\w+)\.csv` \| (\d+) \|", readme, re.MULTILINE)}
    capabilities = Counter(row["basis"] for row in rows("capabilities"))

    assert told == {path.stem: len(rows(path.stem)) for path in FOLDER.glob("*.csv")}
    assert f"{capabilities['stated']} are stated" in readme
    assert f"{capabilities['inferred']} inferred" in readme


def test_the_dataset_names_its_files_that_are_no_tables() -> None:
    settings = tomllib.loads((FOLDER / "dataset.toml").read_text(encoding="utf-8"))

    assert settings["region"] == ["wanzhou", "kaizhou", "yunyang"]
    assert sorted(settings["extras"]) == sorted(path.name for path in FOLDER.glob("*.csv") if path.stem not in TABLES)


def test_the_description_for_other_programs_is_fresh() -> None:
    from chainlink.data.writing.datapackage import PACKAGE, datapackage
    from chainlink.data.writing.table_files import json_bytes

    folder = FOLDER

    assert (folder / PACKAGE).read_bytes() == json_bytes(datapackage(folder))
