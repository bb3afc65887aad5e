"""Input-output tables as offices print them: found under titles and codes, held against their own totals."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
import xlsxwriter
from test_reference import flows, region_page, run, section

from calls import chainlink_here as chainlink
from chainlink.data.figures.io_table import read_io_table
from chainlink.errors import CallError, DataError
from chainlink.report.lists.io_checks import read_proven_table
from chainlink.report.lists.measure import Request, measure_listings

CASES = Path(__file__).parents[1] / "fixtures" / "printed_tables"
PROVINCE = [
    ["某省2020年投入产出表（按当年生产者价格计算）"],
    ["", "", "", "", "", "单位：万元"],
    ["投入＼产出", "代码", "中间使用", "", "", "最终使用", "总产出"],
    ["", "", "农业", "制造业", "服务业", "", ""],
    ["", "", "01", "02", "03", "", ""],
    ["农业", "01", 20, 30, 0, 50, 100],
    ["制造业", "02", 10, 60, 20, 110, 200],
    ["服务业", "03", 5, 20, 15, 60, 100],
    ["增加值合计", "TVA", 65, 90, 65, "", ""],
    ["总投入", "TI", 100, 200, 100, "", ""],
]
NATION = """Use table at basic prices, 2022;;;;;;;;;;;
Table 3.1 (unit: million GBP);;;;;;;;;;;
;;Intermediate consumption;;;;;Final use;;;;
SIC;Product;Agriculture;Manufacturing;Construction;Services;Total intermediate uses;Households;GFCF;Exports;Total final use;Total output
;;A;C;F;G-T;;P3;P51;P6;;
A;Agriculture;10;40;0;5;55;30;0;15;45;100
C;Manufacturing;20;100;60;40;220;80;60;140;280;500
F;Construction;2;8;30;20;60;10;130;;140;200
G-T;Services;8;72;30;150;260;280;20;40;340;600
;Total intermediate inputs;40;220;120;215;595;;;;;
D1;Compensation of employees;25;180;50;285;;;;;;
B2;Gross operating surplus;35;100;30;100;;;;;;
;Gross value added;60;280;80;385;;;;;;
;Total inputs;100;500;200;600;;;;;;
"""


def book(path: Path, rows: list[list[object]], *merged: str) -> Path:
    """Write rows into a workbook; the cells of each merged area hold what stands first in it."""
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("表")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for area in merged:
            column, line = ord(area[0]) - 65, int(area[1]) - 1
            sheet.merge_range(area, rows[line][column])
    return path


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def lines(rows: list[list[object]]) -> str:
    return "\n".join(",".join(map(str, row)) for row in rows)


def values(name: str, path: Path, column: str, **request: object) -> list[float]:
    (listing,) = measure_listings(name, path, Request(**request))
    return [row[column] for row in listing.facts]


def faults(path: Path, request: Request | None = None) -> list[tuple[str, str, float]]:
    (listing,) = measure_listings("table_faults", path, request or Request())
    return [(row["sector"], row["fault"], pytest.approx(row["value"])) for row in listing.facts]


def test_a_table_is_found_under_title_unit_and_three_rows_of_headings(tmp_path: Path) -> None:
    """A = [.2 .15 0; .1 .3 .2; .05 .1 .15]: column sums of its inverse against their mean."""
    merged = ("A1:G1", "C3:E3", "F3:F5", "G3:G5", "A3:A5", "B3:B5")
    inverse = np.linalg.inv(np.eye(3) - np.array([[0.2, 0.15, 0], [0.1, 0.3, 0.2], [0.05, 0.1, 0.15]])).sum(axis=0)

    for path in (
        CASES / "io.xlsx",
        book(tmp_path / "merged.xlsx", PROVINCE, *merged),
        text(tmp_path / "io.csv", lines(PROVINCE)),
    ):
        power = dict(zip(["农业", "制造业", "服务业"], [0.915, 1.145, 0.940], strict=True))
        table = read_io_table(path)
        assert values("power_of_dispersion", path, "power") == pytest.approx(
            [power[one] for one in table.output["sector"]], abs=5e-4
        )
        assert table.sectors.sort("代码")["sector"].to_list() == ["农业", "制造业", "服务业"]
        assert ("unit_stated", "万元") in [(fault.code, fault.value) for fault in table.warnings]
        assert faults(path) == []
    assert inverse / inverse.mean() == pytest.approx([0.915, 1.145, 0.940], abs=5e-4)


def test_a_table_in_english_with_codes_and_groups_of_headings_proves_itself(tmp_path: Path) -> None:
    path = text(tmp_path / "use.csv", NATION)
    flows = np.array([[10, 40, 0, 5], [20, 100, 60, 40], [2, 8, 30, 20], [8, 72, 30, 150]])
    wanted = np.linalg.inv(np.eye(4) - flows / [100, 500, 200, 600]).sum(axis=0)

    table = read_proven_table(path)

    names = ["Agriculture", "Manufacturing", "Construction", "Services"]
    assert dict(table.output.rows()) == dict(zip(names, [100, 500, 200, 600], strict=True))
    found = dict(zip(table.output["sector"], values("multipliers", path, "multiplier"), strict=True))
    assert [found[name] for name in names] == pytest.approx(list(wanted))
    assert [(fault.code, fault.value) for fault in table.warnings] == [("unit_stated", "million GBP")]
    assert faults(path) == []


def test_an_empty_flow_that_the_totals_do_not_allow_is_refused_and_its_row_and_column_named() -> None:
    path = CASES / "blank.csv"

    with pytest.raises(DataError) as refused:
        read_proven_table(path)

    assert faults(path) == [("农业", "row_unbalanced", -30), ("制造业", "column_unbalanced", -30)]
    assert [(one.row, one.column, one.parts["missing"]) for one in refused.value.faults] == [(2, "农业 → 制造业", "30")]


def test_an_empty_flow_that_the_totals_allow_is_zero(tmp_path: Path) -> None:
    path = text(tmp_path / "use.csv", NATION.replace("Agriculture;10;40;0;5", "Agriculture;10;40;-;5"))

    assert faults(path) == []
    assert len(values("multipliers", path, "multiplier")) == 4


def test_an_empty_flow_of_an_english_workbook_is_refused_too(tmp_path: Path) -> None:
    rows = [line.split(";") for line in NATION.splitlines()]
    rows[8][4] = ""  # 30 of services into construction
    path = book(tmp_path / "use.xlsx", [[float(cell) if cell.isdigit() else cell for cell in row] for row in rows])

    with pytest.raises(DataError) as refused:
        measure_listings("ghosh_inverse", path, Request())

    assert [(one.sheet, one.row, one.column) for one in refused.value.faults] == [("表", 9, "Services → Construction")]
    assert ("Construction", "inputs_sum", -30) in faults(path)
    assert ("Services", "sales_sum", -30) in faults(path)


def test_two_outputs_of_a_sector_that_differ_are_named_and_nothing_is_reckoned() -> None:
    path = CASES / "two-totals.csv"

    with pytest.raises(DataError) as refused:
        measure_listings("power_of_dispersion", path, Request())

    assert ("制造业", "outputs_differ", 1800) in faults(path)
    assert [(one.code, one.column) for one in refused.value.faults] == [("io_outputs_differ", "制造业")]


@pytest.mark.parametrize(
    ("right", "wrong", "fault"),
    [
        ("220;80;60;140;280;500", "220;80;60;140;290;500", ("Manufacturing", "final_sum", -10)),
        ("220;80;60;140;280;500", "220;80;60;140;290;500", ("Manufacturing", "row_unbalanced", 10)),
        ("25;180;50;285", "25;180;60;285", ("Construction", "value_added_sum", 10)),
        ("60;280;80;385", "60;280;80;395", ("Services", "column_unbalanced", 10)),
        ("40;220;120;215", "41;220;120;225", ("Services", "inputs_sum", -10)),
        ("30;20;60;10", "30;20;66;10", ("Construction", "sales_sum", -6)),
    ],
)
def test_every_total_printed_is_compared_and_the_measures_say_what_differs(
    tmp_path: Path, right: str, wrong: str, fault: tuple[str, str, float]
) -> None:
    path = text(tmp_path / "use.csv", NATION.replace(right, wrong))
    request = Request()

    measure_listings("multipliers", path, request)

    assert fault in faults(path)
    assert (f"io_{fault[1]}", fault[0]) in [(one.code, one.column) for one in request.warnings]


def test_rounding_of_printed_figures_is_no_fault(tmp_path: Path) -> None:
    """Each figure rounded by itself: 3.3 + 3.3 + 3.3 is printed beside 10.0, and thousands of units make tens."""
    random = np.random.default_rng(5)
    flows = random.uniform(5, 90, (30, 30))
    final, added = random.uniform(500, 900, 30), None
    output = flows.sum(axis=1) + final
    output = np.maximum(output, flows.sum(axis=0) + 10)
    final, added = output - flows.sum(axis=1), output - flows.sum(axis=0)
    names = [f"sector {at}" for at in range(30)]
    rows = [["", *names, "Total final use", "Total output"]]
    rows += [[name, *np.round(flows[at]), round(final[at]), round(output[at])] for at, name in enumerate(names)]
    rows += [["Value added", *np.round(added)], ["Total input", *np.round(output)]]
    width = max(map(len, rows))
    rows = [
        [*(cell if isinstance(cell, str) else f"{cell:.0f}" for cell in row), *[""] * (width - len(row))]
        for row in rows
    ]

    assert faults(text(tmp_path / "rounded.csv", lines(rows))) == []

    rows[3][7] = f"{float(rows[3][7]) + 60:.0f}"
    off = faults(text(tmp_path / "off.csv", lines(rows)))
    assert [(sector, fault) for sector, fault, _ in off] == [
        ("sector 2", "row_unbalanced"),
        ("sector 6", "column_unbalanced"),
    ]


APART = {
    "column": "部门,来源,农业,工业,最终使用,总产出\n农业,国产,10,20,70,100\n农业,进口,1,2,,\n工业,国产,30,40,130,200\n工业,进口,3,4,,\n",
    "label": "部门,农业,工业,最终使用,总产出\n农业（国产）,10,20,70,100\n农业（进口）,1,2,,\n工业（国产）,30,40,130,200\n工业（进口）,3,4,,\n",
    "line": "部门,农业,工业,最终使用,总产出\n国产,,,,\n农业,10,20,70,100\n工业,30,40,130,200\n进口,,,,\n农业,1,2,,\n工业,3,4,,\n",
    "english": "sector\tAgriculture\tIndustry\tTotal final use\tGO\nDomestic: Agriculture\t10\t20\t70\t100\n"
    "Imports: Agriculture\t1\t2\t\t\nDomestic: Industry\t30\t40\t130\t200\nImports: Industry\t3\t4\t\t\n",
}


@pytest.mark.parametrize("way", APART)
def test_domestic_and_imported_inputs_are_picked_or_their_sum_is_told(tmp_path: Path, way: str) -> None:
    path = text(tmp_path / "apart.csv", APART[way])
    domestic, imported = ("Domestic", "imports") if way == "english" else ("国产", "进口")

    summed = read_proven_table(path)

    assert summed.flows.group_by("input", "output").agg(pl.col("value").sum())["value"].sum() == 110
    assert [fault.code for fault in summed.warnings] == ["io_origins"]
    assert read_proven_table(path, origin=domestic).flows["value"].sum() == 100
    assert read_proven_table(path, origin=imported).flows["value"].sum() == 10
    with pytest.raises(CallError) as refused:
        read_proven_table(path, origin="国外来的")
    assert refused.value.parts["known"]


def test_rows_that_sum_up_the_origins_are_taken_instead_of_the_sum_of_all(tmp_path: Path) -> None:
    path = text(
        tmp_path / "apart.csv",
        "name,origin,a,b,GO\na,domestic,10,20,100\na,imported,1,2,\na,total,11,22,\nb,domestic,30,40,200\n"
        "b,imported,3,4,\nb,total,33,44,\n",
    )

    table = read_proven_table(path)

    assert table.flows["value"].to_list() == [11, 22, 33, 44]
    assert [fault.code for fault in table.warnings] == ["io_origin_sums"]


def test_a_sector_named_other_is_not_the_error_of_the_same_name(tmp_path: Path) -> None:
    path = text(
        tmp_path / "other.csv",
        "部门,农业,其他,中间使用合计,消费,最终使用合计,进口,其他,总产出\n农业,10,20,30,75,75,8,3,100\n其他,30,40,70,135,135,4,-1,200\n"
        "中间投入合计,40,60,100,,,,,\n劳动者报酬,40,100,,,,,,\n其他,20,40,,,,,,\n增加值合计,60,140,,,,,,\n总投入,100,200,,,,,,\n",
    )

    assert read_io_table(path).flows["value"].to_list() == [40, 30, 20, 10]
    assert faults(path) == []


def test_sectors_of_several_regions_are_told_apart_by_their_groups(tmp_path: Path) -> None:
    rows = [
        ["", "", "CQ", "", "SC", "", ""],
        ["", "", "Food", "Steel", "Food", "Steel", "Total output"],
        ["CQ", "Food", 1, 2, 3, 4, 100],
        ["", "Steel", 5, 6, 7, 8, 100],
        ["SC", "Food", 9, 10, 11, 12, 100],
        ["", "Steel", 13, 14, 15, 16, 100],
    ]

    table = read_io_table(text(tmp_path / "regions.csv", lines(rows)))

    assert table.flows.filter(pl.col("output") == "CQ Food")["value"].to_list() == [1, 5, 9, 13]
    with pytest.raises(DataError) as refused:
        read_io_table(text(tmp_path / "twice.csv", lines([row[1:] for row in rows[1:]])))
    assert [fault.value for fault in refused.value.faults] == ["Food", "Steel"]


def test_a_japanese_table_takes_its_imports_off(tmp_path: Path) -> None:
    path = text(
        tmp_path / "japan.tsv",
        "2015年 取引基本表\t\t\t\t\t\t\n\t\t\t\t\t（単位：百万円）\t\n部門名\t農林業\t製造業\t内生部門計\t最終需要計\t（控除）輸入計\t国内生産額\n"
        "農林業\t10\t20\t30\t80\t-10\t100\n製造業\t30\t40\t70\t145\t△15\t200\n内生部門計\t40\t60\t100\t\t\t\n"
        "雇用者所得\t50\t90\t\t\t\t\n営業余剰\t10\t50\t\t\t\t\n粗付加価値部門計\t60\t140\t\t\t\t\n国内生産額\t100\t200\t\t\t\t\n",
    )

    table = read_proven_table(path)

    assert table.output["output"].to_list() == [200, 100]
    assert [(one.code, one.value) for one in table.warnings] == [("unit_stated", "百万円")]
    assert faults(path) == []


def test_a_table_that_prints_no_totals_has_none_to_differ_from(tmp_path: Path) -> None:
    assert faults(text(tmp_path / "bare.csv", "code,a,b,GO\na,1,,5\nb,3,4,9\n")) == []


def test_what_is_no_square_table_names_the_row_seen_as_headings(tmp_path: Path) -> None:
    path = text(tmp_path / "list.csv", "清单,\n企业,区县,产品,产值\n甲,开州,铁,3\n")

    with pytest.raises(CallError, match="2: 企业、区县、产品、产值"):
        read_io_table(path)


def test_the_command_names_what_differs_on_standard_error_and_takes_an_origin(tmp_path: Path) -> None:
    off = text(tmp_path / "use.csv", NATION.replace("220;80;60;140;280;500", "220;80;60;140;290;500"))
    apart = text(tmp_path / "apart.csv", APART["english"])

    refused = chainlink("measure", "power_of_dispersion", CASES / "blank.csv")
    warned = chainlink("measure", "multipliers", off, "--format", "csv", "--lang", "en")
    picked = chainlink("measure", "technical_coefficients", apart, "--origin", "imports", "--format", "csv")

    assert (refused.returncode, refused.stdout) == (1, "")
    assert "第 2 行「农业 → 制造业」: 没有填，按合计却不是零：还差 30" in refused.stderr
    assert warned.returncode == 0
    assert "row 7 [Manufacturing] = 290" in warned.stderr
    assert len(warned.stdout.splitlines()) == 5
    assert "0.01" in picked.stdout
    assert picked.stderr == ""
    assert chainlink("measure", "herfindahl", apart, "--origin", "imports").returncode == 2


def test_the_page_of_a_run_says_what_differs_in_its_table(tmp_path: Path) -> None:
    path = text(tmp_path / "use.csv", NATION.replace("220;80;60;140;280;500", "220;80;60;140;290;500"))
    paired = flows({"input": "cotton", "output": "yarn", "io_pair": "A>C"}, "yarn>cloth")

    outcome = run(io=read_proven_table(path), flows=paired)

    assert "Manufacturing (290) 这一行各项最终使用之和应等于Total final use，差 -10" in section(
        region_page(outcome), "dispersion"
    )
    assert "differ by -10" in section(region_page(outcome, "en"), "dispersion")


def test_an_origin_asked_of_a_long_table_or_of_one_without_origins_is_refused(tmp_path: Path) -> None:
    long = text(tmp_path / "long.csv", "input,output,value\nA,A,.1\nA,B,.2\nB,B,.1\n")
    square = text(tmp_path / "square.csv", ",A,B,x\nA,1,2,10\nB,3,4,10\n")

    with pytest.raises(CallError) as of_long:
        measure_listings("leontief_inverse", long, Request(origin="imported"))
    with pytest.raises(CallError) as of_columns:
        measure_listings("leontief_inverse", long, Request(origin="进口", value="value"))
    with pytest.raises(CallError) as of_square:
        measure_listings("multipliers", square, Request(origin="domestic"))
    codes = [refused.value.code for refused in (of_long, of_columns, of_square)]
    assert codes == ["origin_of_long", "origin_of_long", "measure_choice"]


def test_codes_that_lost_their_zero_in_the_headings_are_those_of_the_rows(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["代码", 1, 2, "总产出"],
        ["01", 20, 30, 100],
        ["02", 10, 60, 200],
        ["总投入", 100, 200],
    ]

    table = read_io_table(book(tmp_path / "io.xlsx", rows))

    assert table.flows.rows() == [("1", "1", 20.0), ("1", "2", 30.0), ("2", "1", 10.0), ("2", "2", 60.0)]


def test_a_unit_in_every_cell_of_an_input_output_table_is_told(tmp_path: Path) -> None:
    table = read_io_table(text(tmp_path / "io.csv", ",A,B,x\nA,1 Mio,2 Mio,10\nB,3 Mio,4 Mio,10\n"))

    assert [(one.code, one.value) for one in table.warnings] == [("unit_in_cells", "Mio")]


def test_an_origin_asked_of_a_long_table_in_a_chinese_workbook_is_refused(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "投入产出.xlsx"))
    sheet = book.add_worksheet("长表")
    for at, row in enumerate(
        (("投入", "产出", "数值"), ("甲", "甲", 1), ("甲", "乙", 2), ("乙", "甲", 3), ("乙", "乙", 4))
    ):
        sheet.write_row(at, 0, row)
    book.close()

    with pytest.raises(CallError) as refused:
        measure_listings(
            "technical_coefficients",
            tmp_path / "投入产出.xlsx",
            Request(origin="国产", row="投入", column="产出", value="数值"),
        )

    assert refused.value.code == "origin_of_long"
