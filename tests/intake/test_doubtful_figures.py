"""Figures of lists that are not what they look like: expected ones, doubtful units, those of several firms."""

from __future__ import annotations

import io

import pytest
import xlsxwriter
from tests.intake.test_list_rows import csv, figures, places, plan, read
from tests.office import as_xlsx
from tests.small import small_dataset

from chainlink.data import Dataset, read_dataset


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(small_dataset(tmp_path_factory.mktemp("doubtful") / "data"))


@pytest.mark.parametrize(
    ("said", "year", "status"),
    [
        ("2025E", "2025", "expected"),
        ("2025年（预计）", "2025", "expected"),
        ("FY2025F", "2025", "expected"),
        ("2025年估", "2025", "expected"),
        ("2025 forecast", "2025", "expected"),
        ("2025年规划", "2025", "planned"),
        ("2024A", "2024", "actual"),
        ("2024年实际", "2024", "actual"),
    ],
)
def test_a_year_with_a_sign_of_expectation_dates_no_outcome(data: Dataset, said: str, year: str, status: str) -> None:
    in_column = csv(("企业名称", "年份", "产值（万元）"), ("渝东甲机械厂", said, "10"))
    in_cell = read(as_xlsx([("Company", "Output"), ("渝东甲机械厂", f"10万元（{said}）")]))

    for exports in (in_column, in_cell):
        assert figures(plan(data, exports)) == [("output", 10, "万元", year, year, status)]


@pytest.mark.parametrize(
    "heading", ["产值2025E（万元）", "产值2025（F）（万元）", "产值（2025E，万元）", "FY2025F output (10,000 yuan)"]
)
def test_a_heading_with_an_expected_year_has_expected_figures(data: Dataset, heading: str) -> None:
    found = plan(data, csv(("企业名称", heading), ("渝东甲机械厂", "10")))

    assert figures(found) == [("output", 10, "万元", "2025", "2025", "expected")]


@pytest.mark.parametrize("said", ["2025X版", "2025 scenario two"])
def test_a_year_with_words_nobody_knows_dates_nothing(data: Dataset, said: str) -> None:
    found = plan(data, csv(("企业名称", "年份", "产值（万元）"), ("渝东甲机械厂", said, "10")))

    assert "claims" not in found.tables
    assert places(found.told, "import_figure_time") == [2]


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("产值（2023年，万元）", "2.3万"),
        ("产值（2023年，亿元）", "2.3亿"),
        ("产值（2023年，万元）", "两万"),
        ("产能（2023年，万套）", "5千"),
        ("Output (2023, CNY million)", "2.3 million"),
    ],
)
def test_a_cell_that_counts_as_its_heading_does_is_asked_about(data: Dataset, heading: str, cell: str) -> None:
    found = plan(data, csv(("企业名称", heading), ("渝东甲机械厂", cell)))

    assert "claims" not in found.tables
    assert [(one.row, one.column, one.value) for one in found.told if one.code == "import_figure_twofold"] == [
        (2, heading, cell)
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "value", "unit"),
    [
        ("产值（2023年，万元）", "2.3万元", 2.3, "万元"),
        ("产值（2023年，万元）", "2.3亿元", 23_000, "万元"),
        ("产值（2023年，万元）", "2.3亿", 23_000, "万元"),
        ("Output (2023, CNY million)", "2.3 million yuan", 230, "万元"),
        ("产能（2023年，千瓦）", "5万", 50_000, "千瓦"),
    ],
)
def test_a_whole_unit_in_the_cell_is_what_it_says(
    data: Dataset, heading: str, cell: str, value: float, unit: str
) -> None:
    found = plan(data, csv(("企业名称", heading), ("渝东甲机械厂", cell)))

    assert [row[1:3] for row in figures(found)] == [(value, unit)]


@pytest.mark.parametrize("heading", ["产值（万元）", "Output (10,000 yuan)"])
def test_a_figure_without_a_year_in_a_list_without_a_date_says_so(data: Dataset, heading: str) -> None:
    found = plan(data, csv(("企业名称", heading), ("渝东甲机械厂", "10")), date=None)

    assert [row[3] for row in figures(found)] == [None]
    assert (places(found.told, "import_figure_no_year"), places(found.told, "import_figure_undated")) == ([2], [])


def merged_book(headings: tuple[str, ...], names: tuple[str, ...], figure: float | str) -> bytes:
    """Return a workbook with one figure merged over the rows of ``names``, and a row below with its own."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("list")
        sheet.write_row(0, 0, headings)
        sheet.write_column(1, 0, names)
        sheet.merge_range(1, 1, len(names), 1, figure)
        sheet.write_row(len(names) + 1, 0, ["渝东丙机械厂", "10万元"])
    return file.getvalue()


@pytest.mark.parametrize(
    ("heading", "figure"),
    [("产值（2023年，万元）", 9000), ("Output (2023, 10,000 yuan)", "约9000"), ("2023年产值", "9000万元")],
)
def test_a_figure_merged_over_several_firms_is_of_none_of_them(
    data: Dataset, heading: str, figure: float | str
) -> None:
    found = plan(data, read(merged_book(("企业名称", heading), ("渝东甲机械厂", "渝东乙机械厂"), figure)))

    assert [row[1] for row in figures(found)] == [10]
    assert [(one.row, one.column, one.parts["cells"]) for one in found.told if one.code == "import_figure_shared"] == [
        (2, heading, "B2:B3")
    ]


@pytest.mark.parametrize("heading", ["产值（2023年，万元）", "Output (2023, 10,000 yuan)"])
def test_a_figure_merged_over_two_rows_of_one_firm_is_its_own(data: Dataset, heading: str) -> None:
    found = plan(data, read(merged_book(("企业名称", heading), ("渝东甲机械厂", "渝东甲机械厂"), 9000)))

    assert [row[1] for row in figures(found)] == [9000, 10]
    assert places(found.told, "import_figure_shared") == []


@pytest.mark.parametrize(
    ("rows", "value"),
    [
        ((("2023年企业产值表", ""), ("单位：亿元", ""), ("企业名称", "2023年产值"), ("渝东甲机械厂", "2")), 20_000),
        ((("Firms", "Unit: CNY million"), ("Company", "Output 2023"), ("渝东甲机械厂", "2")), 200),
        ((("企业名称", "2023年产值"), ("", "万元"), ("渝东甲机械厂", "2")), 2),
        ((("单位：亿元", ""), ("企业名称", "2023年产值（万元）"), ("渝东甲机械厂", "2")), 2),
    ],
)
def test_a_unit_printed_beside_the_headings_is_of_columns_that_state_none(
    data: Dataset, rows: tuple[tuple[str, ...], ...], value: float
) -> None:
    found = plan(data, csv(*rows))

    assert [row[1:3] for row in figures(found)] == [(value, "万元")]
    is_used = [one for one in found.told if one.code == "import_unit_of_sheet"]
    assert bool(is_used) == ("（万元）" not in rows[1][1])


@pytest.mark.parametrize(
    "rows",
    [
        (("单位：亿元", ""), ("企业名称", "2023年产值"), ("", "万元"), ("渝东甲机械厂", "2")),
        (("Unit: CNY million", ""), ("Company", "Output 2023"), ("", "万元"), ("渝东甲机械厂", "2")),
    ],
)
def test_two_units_beside_the_headings_are_told_by_column_and_neither_is_taken(
    data: Dataset, rows: tuple[tuple[str, ...], ...]
) -> None:
    found = plan(data, csv(*rows))

    assert "claims" not in found.tables
    assert [one.column for one in found.told if one.code == "import_unit_two"] == [rows[1][1]]
