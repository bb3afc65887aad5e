"""Long tables of measures and references: headings below titles, rows that are no things told, figures as printed."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from string import Formatter
from zipfile import ZipFile

import polars as pl
import pytest
import xlsxwriter
from test_reference import SECTORS

from chainlink import terms
from chainlink.data import word_faults
from chainlink.data.figures.reference import read_reference
from chainlink.data.numerals import figures
from chainlink.errors import CallError, DataError, Fault
from chainlink.report.lists.measure import Request, measure_listings

CASES = Path(__file__).parents[1] / "fixtures" / "printed_tables"


def text(path: Path, content: str) -> Path:
    path.write_text(content, encoding="utf-8")
    return path


def book(path: Path, rows: list[list[object]], *merged: str) -> Path:
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("list")
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
        for area in merged:
            sheet.merge_range(area, rows[int(area[1]) - 1][ord(area[0]) - 65])
    return path


def shares(path: Path, **request: object) -> tuple[list[tuple[object, ...]], list[Fault]]:
    asked = Request(**request)
    (listing,) = measure_listings("herfindahl", path, asked)
    return [tuple(row.values()) for row in listing.facts], asked.warnings


def test_headings_are_found_under_a_title_and_a_unit_which_is_told() -> None:
    """Half and half: .5² + .5²."""
    found, warnings = shares(CASES / "purchases.csv")

    assert found == [("甲整车厂", 2, 2, 100.0, 0.5)]
    assert [(one.code, one.row, one.value) for one in warnings] == [("unit_stated", 2, "万元")]


def test_headings_in_english_stand_under_groups_and_the_numbers_of_columns(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["Purchases of parts, 2024 (in thousand EUR)"],
        ["Buyer", "", "Supplier", "", "Amount"],
        ["Name", "City", "Name", "City", ""],
        ["(1)", "(2)", "(3)", "(4)", "(5)"],
        ["Alpha", "Lyon", "Beta", "Nice", 30],
        ["Alpha", "Lyon", "Gamma", "Nice", 10],
    ]

    for path in (
        book(tmp_path / "groups.xlsx", rows, "E2:E3"),
        text(
            tmp_path / "one.csv",
            _lines([rows[0], ["Buyer Name", "Buyer City", "Supplier Name", "Supplier City", "Amount"], *rows[3:]]),
        ),
    ):
        found, warnings = shares(path, row="Buyer Name", column="Supplier Name", value="Amount")
        assert found == [("Alpha", 2, 2, 40.0, 0.625)]
        assert {"unit_stated", "numbered_columns"} <= {one.code for one in warnings}


def _lines(rows: list[list[object]]) -> str:
    return "\n".join(";".join(map(str, row)) for row in rows)


def test_merged_buyers_keep_all_their_suppliers() -> None:
    """.5² + .3² + .2² = .38; three sources, so no single one."""
    found, warnings = shares(CASES / "purchases.xlsx")

    assert found == [("甲整车厂", 3, 3, 100.0, pytest.approx(0.38))]
    assert [one.code for one in warnings] == ["merged"]
    (single,) = measure_listings("single_source", CASES / "purchases.xlsx", Request())
    assert single.facts == []


def test_rows_that_sum_up_others_or_name_nobody_are_left_out_and_told_by_row(tmp_path: Path) -> None:
    chinese = "采购企业,供应企业,金额\n甲厂,A厂,50\n甲厂,B厂,50\n甲厂,小计,100\n,C厂,7\nNA,D厂,9\n甲厂,nan,8\n合计,,174\n总计：2家,,174\n填表人：张三,,\n"
    english = "buyer;supplier;value\nAlpha;Beta;50\nAlpha;Gamma;50\nAlpha;Subtotal;100\n;Delta;7\nN/A;Eps;9\nAlpha;None;8\nTotal;;174\nGrand total (2 firms);;174\nNote: estimates;;\n"

    for content, buyer in ((chinese, "甲厂"), (english, "Alpha")):
        found, warnings = shares(text(tmp_path / "list.csv", content))
        assert found == [(buyer, 2, 2, 100.0, 0.5)]
        told = {one.code: one.parts for one in warnings}
        assert (told["row_of_sums"]["count"], told["row_of_sums"]["rows"]) == (4, "4, 8, 9, 10")
        assert (told["label_empty"]["count"], told["label_empty"]["rows"]) == (3, "5, 6, 7")


def test_several_years_and_pairs_stated_twice_are_summed_with_a_word(tmp_path: Path) -> None:
    years = text(tmp_path / "years.csv", "buyer,supplier,value,year\na,b,1,2022\na,b,2,2023\na,c,3,2023\n")
    twice = text(tmp_path / "twice.tsv", "采购方\t供应方\t金额\n甲\t乙\t1\n甲\t乙\t2\n")

    assert [(one.code, one.column, one.value) for one in shares(years)[1]] == [("years_summed", "year", "2022, 2023")]
    assert [(one.code, one.parts["count"]) for one in shares(twice)[1]] == [("pairs_summed", 1)]


def test_a_column_that_is_not_there_names_the_row_taken_for_the_headings(tmp_path: Path) -> None:
    path = text(tmp_path / "list.csv", "某市采购表,,\n甲方,乙方,数额\n甲厂,A厂,50\n")

    with pytest.raises(CallError) as refused:
        shares(path, value="金额")

    assert refused.value.parts["known"] == "甲方、乙方、数额 (2)"


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (
            ["1,234", "１，２３４．５", "1 234 567", "(7)", "（8）", "−3", "△4", "-", "…", ""],
            [1234, 1234.5, 1234567, -7, -8, -3, -4, None, None, None],
        ),
        (["35%", "5 %"], [0.35, 0.05]),
        (["50万元", "3 万元"], [50, 3]),
        (["€50", "€3.5"], [50, 3.5]),
    ],
)
def test_figures_are_read_as_people_print_them(cells: list[str], numbers: list[float | None]) -> None:
    read = figures(pl.Series(cells))

    assert read.numbers.to_list() == pytest.approx(numbers)
    assert read.wrong.null_count() == len(cells)


def test_figures_that_cannot_be_read_are_all_told_with_sheet_row_and_column(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["buyer", "supplier", "value"],
        *(["a", f"s{at}", cell] for at, cell in enumerate(["1,5", "约3", "#REF!", "50%", "2万元", "7"])),
    ]

    with pytest.raises(DataError) as refused:
        shares(book(tmp_path / "list.xlsx", rows))

    assert [(one.sheet, one.row, one.column, one.code) for one in refused.value.faults] == [
        ("list", 2, "value", "figure"),
        ("list", 3, "value", "figure"),
        ("list", 4, "value", "figure"),
        ("list", 5, "value", "figure_unit"),
        ("list", 6, "value", "figure_unit"),
    ]
    assert "#REF!" in word_faults(refused.value.faults)


def test_a_reference_tells_of_its_sums_and_of_regions_without_a_name(tmp_path: Path) -> None:
    path = text(
        tmp_path / "reference.csv",
        "各区县产值\n单位：亿元\n地区,行业,产值\n甲区,1711,3\n,1712,2\nNA,1810,2\n合计,1711,7\n乙区,合计,4\n乙区,1712,1\n",
    )

    read = read_reference(path, SECTORS)

    assert read.table.rows() == [("甲区", "1711", 3.0), ("乙区", "1712", 1.0)]
    assert [(one.code, one.parts.get("rows")) for one in read.warnings] == [
        ("unit_stated", None), ("label_empty", "5, 6"), ("row_of_sums", "7, 8"),
    ]  # fmt: skip


def test_a_reference_merged_over_its_regions_is_the_same_unmerged(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["region", "activity"],
        ["North", "yarn"],
        ["North", "cloth"],
        ["South", "sheet"],
        ["South", "cloth"],
    ]

    merged = read_reference(book(tmp_path / "merged.xlsx", rows, "A2:A3", "A4:A5"), SECTORS)
    plain = read_reference(book(tmp_path / "plain.xlsx", rows), SECTORS)

    assert merged.table.equals(plain.table)
    assert merged.crosswalk.equals(plain.crosswalk)


@pytest.mark.parametrize("lang", terms.LANGUAGES)
def test_no_sentence_of_a_fault_without_row_column_sheet_or_value_says_none(lang: str) -> None:
    words = {
        code: terms.word(f"wanted.{code}", lang) + terms.word(f"mend.{code}", lang) for code in terms.choices("wanted")
    }

    for code, sentence in words.items():
        parts = {name: "2" for _, name, _, _ in Formatter().parse(sentence) if name}
        worded = word_faults([Fault("a.csv", code, parts=dict(parts))], lang)
        assert "None" not in worded, code
        assert worded.splitlines()[1].startswith("  "), code


def test_formulas_that_were_never_reckoned_are_no_zeros(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "list.xlsx") as workbook:
        sheet = workbook.add_worksheet("list")
        sheet.write_row(0, 0, ["buyer", "supplier", "value"])
        sheet.write_row(1, 0, ["a", "b", 3])
        sheet.write_row(2, 0, ["a", "c"])
        sheet.write_formula(2, 2, "=C2*2", value="")
    as_left = tmp_path / "empty.xlsx"
    with ZipFile(tmp_path / "list.xlsx") as whole, ZipFile(as_left, "w") as bare:
        for name in whole.namelist():
            bare.writestr(name, re.sub(rb' t="str"><f>(.*?)</f><v></v>', rb"><f>\1</f>", whole.read(name)))

    with pytest.raises(DataError) as refused:
        shares(as_left)

    assert [(one.code, one.sheet) for one in refused.value.faults] == [("formula", "list")]


def test_activities_of_a_reference_are_known_in_full_width(tmp_path: Path) -> None:
    read = read_reference(text(tmp_path / "wide.csv", "地区,行业\n甲,１７１１\n乙,Ｃ１７１２\n丙,ｙａｒｎ\n"), SECTORS)

    assert read.unknown == ()
    assert read.crosswalk["sector"].to_list() == ["flock", "yarn", "cloth", "yarn"]


def test_a_unit_in_every_cell_and_columns_of_figures_that_are_not_used_are_named(tmp_path: Path) -> None:
    rows = "buyer\tsupplier\tvalue\tprice\tyear\tsupplier no.\nAlpha\tBeta\t30 €\t2\t2024\t01\nAlpha\tGamma\t10 €\t5\t2024\t02\n"
    found, warnings = shares(text(tmp_path / "p.tsv", rows))

    assert [row[3] for row in found] == [40.0]
    assert [(one.code, one.column, one.value) for one in warnings] == [
        ("unit_in_cells", "value", "€"),
        ("figures_unused", None, "price"),
    ]
    assert not [one for one in shares(tmp_path / "p.tsv", value="price")[1] if one.code == "figures_unused"]


def test_a_reference_names_its_columns_of_figures_that_are_not_used_and_its_percentages(tmp_path: Path) -> None:
    rows = [["地区", "行业", "产值", "从业人员"], ["万州", "1711", "40%", 12], ["开州", "1810", "60%", 8]]
    read = read_reference(book(tmp_path / "r.xlsx", rows), SECTORS)

    assert read.table["value"].to_list() == [0.4, 0.6]
    assert [(one.code, one.value) for one in read.warnings] == [("unit_share", "%"), ("figures_unused", "从业人员")]


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (pl.Series([dt.date(2020, 1, 1), dt.date(2021, 1, 1)]), "figure"),
        (pl.Series([True, False]), "figure"),
        (pl.Series([[1], [2]]), "nested"),
        (pl.Series([[1, 2], [2, 3]], dtype=pl.Array(pl.Int64, 2)), "nested"),
    ],
)
def test_dates_and_lists_of_a_parquet_file_are_no_figures(tmp_path: Path, cells: pl.Series, said: str) -> None:
    """A date is not the number of its days since 1970."""
    file = tmp_path / "a.parquet"
    pl.DataFrame({"region": ["A", "B"], "activity": ["x", "y"], "value": cells}).write_parquet(file)

    with pytest.raises(DataError) as caught:
        shares(file)

    assert {one.code for one in caught.value.faults} == {said}
    assert {one.column for one in caught.value.faults} == {"value"}


@pytest.mark.parametrize("kind", ["csv", "xlsx", "parquet"])
def test_an_industry_of_a_reference_without_its_leading_zero_is_a_fault_with_its_row(tmp_path: Path, kind: str) -> None:
    """913 is what a spreadsheet leaves of 0913; the group 311 is a code as it stands."""
    rows = [("A", 913), ("B", 311), ("C", 3110)]
    file = tmp_path / f"reference.{kind}"
    if kind == "csv":
        text(file, "地区,行业\n" + "\n".join(f"{region},{code}" for region, code in rows))
    elif kind == "xlsx":
        book(file, [["Region", "Activity"], *map(list, rows)])
    else:
        pl.DataFrame(rows, schema=["region", "activity"], orient="row").write_parquet(file)

    with pytest.raises(DataError) as caught:
        read_reference(file, SECTORS)

    (fault,) = caught.value.faults
    assert (fault.code, fault.row, fault.value) == ("industry_code_near", 1 if kind == "parquet" else 2, "913")
    assert "0913" in fault.wanted("en")


@pytest.mark.parametrize(("label", "rows"), [("9.15E+17", [3, 4]), ("915001070000000000", [3, 4])])
def test_codes_of_firms_that_a_spreadsheet_made_numbers_of_are_not_taken_for_one_firm(
    tmp_path: Path, label: str, rows: list[int]
) -> None:
    file = text(tmp_path / "a.csv", f"buyer,supplier,value\nA,B,1\nA,{label},2\nA,{label},3\n")

    with pytest.raises(DataError) as caught:
        shares(file)

    assert [(one.code, one.row, one.column) for one in caught.value.faults] == [
        ("name_number", row, "supplier") for row in rows
    ]
