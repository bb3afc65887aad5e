"""A larger reference and an input-output table given: what they say of a region, and that without them nothing is said."""

from __future__ import annotations

import re
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from calls import chainlink_here
from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink.config import Study
from chainlink.data.figures.io_table import IoTable, read_io_table
from chainlink.data.figures.reference import Reference, read_reference, reference_of
from chainlink.errors import CallError, DataError
from chainlink.findings import Outcome
from chainlink.measures.networks.related import reference_presence, related_sectors
from chainlink.measures.supply.concentration import purchase_concentration
from chainlink.report.pages.write import files_of
from chainlink.study import run_study
from region import data, finding

GOODS = ("yarn", "cloth", "garment", "sheet", "cotton", "flock")
SECTORS = sectors(
    *(
        {"sector": one, "name": name, "need_kind": "recurring_material", "gb4754": codes}
        for one, name, codes in (
            ("yarn", "纱线", ["1711"]),
            ("cloth", "坯布", ["1712"]),
            ("garment", "服装", ["1810", "1820"]),
            ("sheet", "钢板", None),
            ("cotton", "棉花", None),
            ("flock", "短绒", ["1711"]),
        )
    )
)
MILL = {
    "sectors": SECTORS,
    "flows": flows("cotton>yarn", "yarn>cloth"),
    "firms": firms("mill@wan"),
    "capabilities": capabilities("mill:yarn"),
    "chains": table("chains", {"chain": "te", "name": "纺织服装"}),
    "chain_sectors": table("chain_sectors", *({"chain": "te", "sector": one, "role": "own"} for one in GOODS)),
}
QUARTERS = [("yarn", "cloth")] * 10 + [("yarn",)] * 5 + [("garment", "sheet")] * 5
HALVES = [("yarn", "cloth")] * 20 + [("garment", "sheet")] * 20


def long(regions: list[tuple[str, ...]]) -> pl.DataFrame:
    """List who holds what: the regions are numbered."""
    rows = [(f"r{number:02}", activity) for number, held in enumerate(regions) for activity in held]
    return pl.DataFrame(rows, schema=["region", "activity"], orient="row")


def reference(regions: list[tuple[str, ...]]) -> Reference:
    return reference_of(long(regions), SECTORS)


def run(given: Reference | None = None, io: IoTable | None = None, **tables: pl.DataFrame) -> Outcome:
    return run_study(data(**{**MILL, **tables}), Study(as_of=AS_OF, doubt=False), reference=given, io=io)


def region_page(outcome: Outcome, lang: str = "zh", name: str = "index.html") -> str:
    return next(content for file, content in files_of(outcome, lang) if file == name).decode()


def section(page: str, key: str) -> str:
    found = re.search(rf'<section id="table-{key}">.*?</section>', page, re.DOTALL)
    return re.sub(r"<[^>]+>", " ", found[0]) if found else ""


def written(folder: Path, text: str, name: str = "reference.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_the_density_of_an_absent_sector_is_its_share_of_proximities_held() -> None:
    """Yarn is held by 15, cloth by 10, both by 10: φ = 10/15, so cloth is held by (2/3) / (2/3 + 1) = 0.4."""
    related = run(reference(QUARTERS)).related

    wan = related.filter(pl.col("place") == "wan")
    assert wan.select("rank", "sectors", "nearest", "held_by", "known", "held").rows() == [
        (1, ["cloth"], ["yarn"], 10, 1, 1)
    ]
    assert wan["density"].item() == pytest.approx(0.4, abs=1e-12)
    assert wan["density_low"].item() <= 0.4 <= wan["density_high"].item()
    assert wan["kept"].item() == 1.0


def test_a_district_that_has_nothing_keeps_its_line_with_the_reason() -> None:
    kai = run(reference(QUARTERS)).related.filter(pl.col("place") == "kai")

    assert kai.select("sectors", "density", "known", "held", "reason").rows() == [(None, None, 0, 0, "unknown_here")]


def test_nothing_near_is_no_list_of_zeros() -> None:
    apart = [("yarn",)] * 15 + [("garment", "sheet")] * 15

    related = run(reference(apart)).related

    assert related.filter(pl.col("place") == "wan").select("density", "reason").rows() == [(None, "nothing_near")]


def test_fewer_than_twenty_regions_say_nothing() -> None:
    outcome = run(reference(QUARTERS[:19]))

    assert set(outcome.related["reason"]) == {"too_few"}
    assert "related_unknown" in finding(outcome, "extension|cloth|yarn")["reasons"]


def test_an_extension_tells_its_density_and_that_it_is_proven() -> None:
    """Two halves of 20 regions: φ = 1, density 1/2; 20 shared where chance gives about 10."""
    reasons = finding(run(reference(HALVES)), "extension|cloth|yarn")["reasons"]

    assert (reasons["related"]["density"], reasons["related"]["n"]) == (0.5, 40)
    assert reasons["related_with"]["sectors"] == ["yarn"]
    assert "related_unproven" not in reasons


def test_an_extension_held_together_by_chance_says_so() -> None:
    """Every fourth region holds both, every fourth each alone: 10 shared of 40, as chance has it."""
    chance = [("yarn", "cloth"), ("yarn", "sheet"), ("cloth", "sheet"), ("sheet", "garment")] * 10

    reasons = finding(run(reference(chance)), "extension|cloth|yarn")["reasons"]

    assert {"related", "related_unproven"} <= set(reasons)
    assert "related_with" not in reasons


def test_without_a_reference_an_extension_says_nothing_of_relatedness() -> None:
    reasons = finding(run(), "extension|cloth|yarn")["reasons"]

    assert not [code for code in reasons if code.startswith("related")]


def test_a_code_stands_for_every_sector_under_it_and_they_are_held_together() -> None:
    codes = {"yarn": "C1711", "cloth": "1712", "garment": "18", "sheet": "钢板"}
    given = reference_of(long([tuple(codes[one] for one in held) for held in QUARTERS]), SECTORS)

    assert given.crosswalk.rows() == [
        ("1712", "cloth"), ("18", "garment"), ("C1711", "flock"), ("C1711", "yarn"), ("钢板", "sheet"),
    ]  # fmt: skip
    assert run(given).related.filter(pl.col("place") == "wan")["sectors"].to_list() == [["cloth"]]


def test_amounts_count_where_a_region_has_its_share() -> None:
    amounts = pl.DataFrame(
        {"region": ["a", "a", "b", "b"], "activity": ["yarn", "cloth"] * 2, "value": [9.0, 1.0, 1.0, 9.0]}
    )

    held = reference_presence(amounts, reference_of(amounts, SECTORS).crosswalk)

    assert held.rows() == [("a", "yarn"), ("b", "cloth")]


def test_scaling_the_reference_by_repeating_it_changes_no_density() -> None:
    held = pl.DataFrame({"place": ["wan"], "sector": ["yarn"]})
    once, twice = reference(QUARTERS), reference(QUARTERS * 2)

    first, second = (
        related_sectors(elsewhere=reference_presence(one.table, one.crosswalk), crosswalk=one.crosswalk, held=held)[
            "density"
        ].to_list()
        for one in (once, twice)
    )

    assert first == pytest.approx(second)


@pytest.mark.parametrize(
    ("heading", "column", "near"),
    [
        ("regoin,activity", "region", "regoin"),
        ("地区,行业名", "activity", "行业名"),
        ("place,activty", "region", "place"),
    ],
)
def test_a_missing_column_names_the_nearest_heading(tmp_path: Path, heading: str, column: str, near: str) -> None:
    with pytest.raises(CallError) as told:
        read_reference(written(tmp_path, f"{heading}\na,yarn\n"), SECTORS)

    assert (told.value.code, told.value.parts["column"]) == ("reference_column", column)
    assert near in told.value.say("zh")
    assert near in told.value.say("en")


def test_unknown_activities_are_named_and_not_used(tmp_path: Path) -> None:
    given = read_reference(written(tmp_path, "region,activity\na,yarn\na,卖火柴\nb,9999\n"), SECTORS)

    assert given.unknown == ("9999", "卖火柴")
    assert given.crosswalk["activity"].to_list() == ["yarn"]


def test_a_reference_of_which_nothing_is_known_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CallError, match="卖火柴"):
        read_reference(written(tmp_path, "region,activity\na,卖火柴\n"), SECTORS)


def test_a_value_that_is_no_number_is_refused_with_its_row(tmp_path: Path) -> None:
    with pytest.raises(DataError) as refused:
        read_reference(written(tmp_path, "region,activity,value\na,yarn,3\nb,yarn,很多\n"), SECTORS)

    assert [(fault.row, fault.value) for fault in refused.value.faults] == [(3, "很多")]


def test_csv_excel_and_parquet_give_the_same_codes_written_as_numbers_included(tmp_path: Path) -> None:
    frame = pl.DataFrame({"region": ["a", "a", "b"], "activity": [1711, 1712, 1711], "value": [1.5, 2.0, 3.0]})
    frame.write_csv(tmp_path / "one.csv")
    frame.write_parquet(tmp_path / "one.parquet")
    book = xlsxwriter.Workbook(tmp_path / "one.xlsx")
    sheet = book.add_worksheet()
    for number, row in enumerate([frame.columns, *frame.rows()]):
        sheet.write_row(number, 0, row)
    book.close()

    first, *others = (read_reference(tmp_path / f"one.{form}", SECTORS) for form in ("csv", "parquet", "xlsx"))

    assert first.crosswalk.rows() == [("1711", "flock"), ("1711", "yarn"), ("1712", "cloth")]
    for other in others:
        assert other.table.equals(first.table)
        assert other.crosswalk.equals(first.crosswalk)


def test_the_page_without_a_reference_says_that_the_districts_alone_tell_nothing() -> None:
    outcome = run()

    assert "2 个区县，看不出" in section(region_page(outcome), "related")
    assert "2 districts alone do not tell" in section(region_page(outcome, "en"), "related")
    assert "2 个区县，看不出" in section(region_page(outcome, name="te.html"), "extension")
    assert section(region_page(outcome), "dispersion") == ""


def test_the_page_shows_density_range_and_doubt_of_each_district() -> None:
    outcome = run(reference(QUARTERS))
    told = section(region_page(outcome), "related")

    assert re.search(r"万州\s+1\s+坯布\s+未见在产登记\s+0\.400\s+0\.\d{3}–0\.\d{3}\s+100%\s+10\s+纱线", told)
    assert re.search(r"开州\s+参照表里没有", told)
    assert "20 个地区" in told
    assert "看不出哪些环节" not in region_page(outcome, name="te.html")


def test_an_input_output_table_gives_power_and_sensitivity_of_the_industries(tmp_path: Path) -> None:
    """A = [[.15, .25], [.2, .05]], L = [[1.254, .330], [.264, 1.122]] (Miller & Blair): columns 1.518 and 1.452."""
    path = written(tmp_path, "代码,名称,01,02,总产出\n01,农业,150,500,1000\n02,制造,200,100,2000\n", "io.csv")
    paired = flows({"input": "cotton", "output": "yarn", "io_pair": "1>02"}, "yarn>cloth")

    outcome = run(io=read_io_table(path), flows=paired)

    rows = outcome.dispersion.rows()
    assert [(row[0], row[1], row[4]) for row in rows] == [("01", "农业", ["cotton"]), ("02", "制造", ["yarn"])]
    assert [row[2] for row in rows] == pytest.approx([1.518 / 1.485, 1.452 / 1.485], abs=1e-3)
    assert [row[3] for row in rows] == pytest.approx([1.584 / 1.485, 1.386 / 1.485], abs=1e-3)
    assert re.search(r"01 农业\s+1\.022\s+1\.067\s+棉花", section(region_page(outcome), "dispersion"))


def test_an_input_output_table_of_other_industries_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, "code,01,02,GO\n01,150,500,1000\n02,200,100,2000\n", "io.csv")

    assert "没有环节对应" in section(region_page(run(io=read_io_table(path))), "dispersion")


def test_purchases_concentrate_on_the_supplier_that_has_the_most() -> None:
    """Shares 3/4 and 1/4: 9/16 + 1/16 = 0.625; what an unnamed firm supplies is left out, so is a buyer elsewhere."""
    amounts = pl.DataFrame(
        [
            ("a", "x", "yarn", 75.0),
            ("b", "x", "yarn", 25.0),
            ("a", "x", "cloth", 10.0),
            ("?", "x", "flock", 10.0),
            ("a", "far", "sheet", 10.0),
            ("a", "x", "cotton", None),
        ],
        schema=["supplier", "buyer", "sector", "amount"],
        orient="row",
    )
    seats = firms("a@wan", "b@kai", "x@wan", "far@liang", {"firm": "?", "name": "?", "named": False})

    found = purchase_concentration(amounts, seats, ("wan", "kai"))

    assert found.rows() == [
        ("cloth", 1, 1, 10.0, 1.0, "a"),
        ("cotton", 1, 0, None, None, "a"),
        ("yarn", 2, 2, 100.0, 0.625, None),
    ]


def test_a_single_source_shows_on_how_few_suppliers_the_stated_purchases_rest() -> None:
    outcome = run(
        flows=flows("yarn>cloth"),
        firms=firms("mill@wan", "weaver@kai"),
        capabilities=capabilities("mill:yarn", "weaver:cloth"),
        links=links("mill>weaver:yarn"),
        claims=table(
            "claims",
            {"claim": "c", "measure": "amount", "value": 80.0, "unit": "万元", "per": "year", "from": str(AS_OF)},
            {"claim": "n-wan", "measure": "firms", "value": 1.0, "unit": "家", "seen": AS_OF},
            {"claim": "n-kai", "measure": "firms", "value": 1.0, "unit": "家", "seen": AS_OF},
            status="actual",
        ),
        claim_subjects=table(
            "claim_subjects",
            {"claim": "c", "table": "links", "id": "mill--weaver"},
            {"claim": "n-wan", "table": "districts", "id": "wan"},
            {"claim": "n-kai", "table": "districts", "id": "kai"},
        ),
    )

    told = section(region_page(outcome, name="te.html"), "weak")

    assert "明示采购 80 万元" in told
    assert "赫芬达尔指数 1.00" in told
    assert "都出自mill" in told


def test_it_runs_from_the_command_line_and_names_what_it_did_not_use(tmp_path: Path) -> None:
    known = ["纱线（棉纱）", "auto_stamping", "auto_seat", "te_toy"]
    rows = [f"r{number},{one}" for number in range(20) for one in known[number % 2 : number % 2 + 3]]
    path = written(tmp_path, "\n".join(["region,activity", *rows, "r1,卖火柴"]) + "\n")
    words = ("gaps", "--kind", "extension", "--format", "json", "--reference", path)

    done = chainlink_here(*words)

    assert done.returncode == 0, done.stderr
    assert "卖火柴" in done.stderr
    assert '"related_unknown"' in done.stdout


def test_a_reference_without_its_columns_ends_the_call_with_two(tmp_path: Path) -> None:
    path = written(tmp_path, "regoin,activity\na,yarn\n")

    done = chainlink_here("run", "--reference", path, "--out", tmp_path / "out")

    assert done.returncode == 2
    assert "regoin" in done.stderr


@pytest.mark.parametrize(("lang", "said"), [("zh", "20 个地区"), ("en", "20 regions")])
def test_a_region_of_which_no_value_is_stated_is_not_counted(tmp_path: Path, lang: str, said: str) -> None:
    rows = [f"区{n},{name},{n + 1}" for n in range(20) for name in ("yarn", "cloth")]
    path = written(tmp_path, "\n".join(["region,activity,value", *rows, "区20,yarn,", ""]))

    outcome = run(read_reference(path, data(**MILL).tables["sectors"]))

    assert said in section(region_page(outcome, lang), "related")
