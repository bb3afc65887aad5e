"""Input-output tables from files and from pymrio; measures asked for by name."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
import xlsxwriter

from chainlink import measures, terms
from chainlink.data import word_faults
from chainlink.data.figures.io_table import io_table_of, read_io_table
from chainlink.data.figures.long_table import read_long_table
from chainlink.errors import CallError, ChainlinkError, DataError
from chainlink.report.lists.measure import MEASURES, Request, measure_listings, reads

PRINTED = """代码,名称,来源,01,02,最终使用合计,总产出
01,农业,domestic,150,"1,500",350,2000
02,制造,domestic,200,100,,1000
01,农业,imports,10,,0,
合计,中间投入合计,tot,360,1600,,
TI,总投入,tot,2000,1000,,
"""


def written(folder: Path, text: str, name: str = "table.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_printed_table_is_read_with_its_names(tmp_path: Path) -> None:
    found = read_io_table(written(tmp_path, PRINTED), origin="domestic")

    assert found.flows.rows() == [("01", "01", 150), ("01", "02", 1500), ("02", "01", 200), ("02", "02", 100)]
    assert found.output.rows() == [("01", 2000.0), ("02", 1000.0)]
    assert found.sectors.rows() == [("01", "农业", "domestic"), ("02", "制造", "domestic")]


def test_imports_are_added_where_no_origin_is_asked(tmp_path: Path) -> None:
    flows = read_io_table(written(tmp_path, PRINTED)).flows

    assert flows.filter(pl.col("input") == "01", pl.col("output") == "01")["value"].sum() == 160


def test_output_may_stand_in_a_column_alone(tmp_path: Path) -> None:
    text = "\n".join(line for line in PRINTED.splitlines() if not line.startswith("TI"))

    assert read_io_table(written(tmp_path, text)).output.rows() == [("01", 2000.0), ("02", 1000.0)]


def test_a_workbook_says_the_same(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(tmp_path / "table.xlsx")
    sheet = book.add_worksheet()
    for row, line in enumerate([["code", "a", "b", "GO"], ["a", 150, 500, 1000], ["b", 200, 100, 2000]]):
        sheet.write_row(row, 0, line)
    book.close()

    found = read_io_table(tmp_path / "table.xlsx")

    inverse = measures.leontief_inverse(found.flows, found.output)["inverse"].to_list()
    assert inverse == pytest.approx([1.254, 0.330, 0.264, 1.122], abs=5e-4)


def test_the_corner_of_a_printed_table_may_be_empty(tmp_path: Path) -> None:
    lines = [["", "a", "b", "GO"], ["a", 150, 500, 1000], ["b", 200, 100, 2000]]
    book = xlsxwriter.Workbook(tmp_path / "table.xlsx")
    sheet = book.add_worksheet()
    for row, line in enumerate(lines):
        sheet.write_row(row, 0, line)
    book.close()
    text = "\n".join(",".join(map(str, line)) for line in lines)

    for path in (tmp_path / "table.xlsx", written(tmp_path, text)):
        found = read_io_table(path)
        assert found.flows["value"].to_list() == [150, 500, 200, 100]
        assert found.sectors.columns == ["sector"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("a,b\n1,2\n", "io_not_square"),
        ("code,a,b\na,1,2\nb,3,4\n", "io_no_output"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(CallError) as refused:
        read_io_table(written(tmp_path, text), signed=False)

    assert refused.value.code == code


@pytest.mark.parametrize(("cell", "code"), [("二", "figure"), ("nan", "figure"), ("-2", "figure_negative")])
def test_all_cells_that_are_no_figures_are_told_with_their_places(tmp_path: Path, cell: str, code: str) -> None:
    path = written(tmp_path, f"code,a,b,GO\na,1,{cell},5\nb,{cell},4,6\n")

    with pytest.raises(DataError) as refused:
        read_io_table(path, signed=False)

    places = [(one.file, one.code, one.row, one.column, one.value) for one in refused.value.faults]
    assert places == [("table.csv", code, 2, "b", cell), ("table.csv", code, 3, "a", cell)]


def test_files_that_are_not_there_or_of_another_kind_are_refused(tmp_path: Path) -> None:
    cases = {
        "no_such_file": tmp_path / "none.csv",
        "io_not_square": written(tmp_path, "x", "table.doc"),
        "file_kind": written(tmp_path, "%PDF-1.7", "table.xlsx"),
    }
    for code, path in cases.items():
        with pytest.raises(ChainlinkError) as refused:
            read_io_table(path)
        assert code_of(refused.value) == code


def code_of(error: ChainlinkError) -> str:
    """Return the code of a faulty call, or of the first fault of data."""
    return error.faults[0].code if isinstance(error, DataError) else str(getattr(error, "code", ""))


class Frame:
    """What is read of a pandas frame of a pymrio system."""

    def __init__(self, values: np.ndarray, columns: list[object]) -> None:
        self.index, self.columns, self.values = [("CQ", "a"), ("CQ", "b")], columns, values

    def to_numpy(self) -> np.ndarray:
        return self.values


def test_a_system_of_pymrio_is_taken_by_its_flows_and_outputs() -> None:
    labels = [("CQ", "a"), ("CQ", "b")]
    system = SimpleNamespace(
        Z=Frame(np.asfortranarray([[150.0, 500], [200, 100]]), list(labels)),
        x=Frame(np.array([[1000.0], [2000]]), ["indout"]),
    )

    found = io_table_of(system)

    assert found.flows.row(1) == ("CQ a", "CQ b", 500.0)
    assert found.output.rows() == [("CQ a", 1000.0), ("CQ b", 2000.0)]
    with pytest.raises(CallError, match="calc_all"):
        io_table_of(SimpleNamespace(Z=None, x=None))


def test_a_system_of_pymrio_without_outputs_has_the_sums_of_its_rows() -> None:
    flows = Frame(np.array([[150.0, 500], [200, 100]]), [("CQ", "a"), ("CQ", "b")])
    final = Frame(np.array([[300.0, 50], [1700, 0]]), ["households", "government"])

    found = io_table_of(SimpleNamespace(Z=flows, x=None, Y=final))

    assert found.output.rows() == [("CQ a", 1000.0), ("CQ b", 2000.0)]


def test_a_long_table_keeps_codes_as_text_and_reads_numbers_where_asked(tmp_path: Path) -> None:
    path = written(tmp_path, "region,code,v\nNA,01,3\nB,02,\n")

    assert read_long_table(path).with_numbers(["v"]).cells.rows() == [("NA", "01", 3.0), ("B", "02", None)]
    with pytest.raises(CallError):
        read_long_table(path).with_numbers(["w"])


def test_a_negative_amount_is_told_with_its_place_in_the_file(tmp_path: Path) -> None:
    path = written(tmp_path, "地区,行业,产值\nA,x,3\n\nB,y,-2\n")

    with pytest.raises(DataError) as refused:
        measure_listings("location_quotient", path, Request())
    assert "第 4 行「产值」= -2: 不应为负" in word_faults(refused.value.faults)
    square = written(tmp_path, "code,a,b,GO\na,1,-2,5\nb,3,4,9\n", "square.csv")
    (faults,) = measure_listings("table_faults", square, Request())
    assert faults.facts[0] == {"sector": "a", "fault": "negative", "value": -2.0}


TRADE = "region,activity,value\nA,x,3\nA,y,2\nB,x,1\nB,z,4\nC,y,2\nC,z,2\nD,x,0\n"


BOUGHT = "供应企业,采购企业,环节,金额\n甲厂,丙厂,冲压件,30\n乙厂,丙厂,冲压件,10\n乙厂,丙厂,纸盒,\n"
TABLES = {"io": PRINTED, "regional": PRINTED, "content": BOUGHT}
BESIDE = {
    "regional": "部门,就业\n01,10\n02,20\n",
    "national": "部门,就业\n01,100\n02,100\n",
    "row_totals": "地区,合计\nA,6\nB,4\nC,4\nD,0\n",
    "column_totals": "行业,合计\nx,4\ny,4\nz,6\n",
    "firms": "企业,区县\n甲厂,开州\n乙厂,云阳\n丙厂,开州\n",
    "reference": "地区,行业\nA,x\nB,y\n",
}


def asked(folder: Path, name: str) -> Request:
    """All that the measure may need beside its table."""
    files = {key: written(folder, text, f"{key}.csv") for key, text in BESIDE.items()}
    return Request(
        value="value" if reads(name) == "pairs" else None,
        files=files,
        options={"local": "开州"} if name == "local_content_rate" else {},
    )


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_can_be_asked_for_by_name(tmp_path: Path, name: str) -> None:
    table = written(tmp_path, TABLES.get(reads(name), TRADE))
    request = asked(tmp_path, name)

    for lang in terms.LANGUAGES:
        lists = measure_listings(name, table, request, lang=lang)
        assert lists
        assert all({column.key for column in one.columns} == set(row) for one in lists for row in one.rows)


def test_the_registry_names_measures_there_are() -> None:
    assert set(MEASURES) <= set(measures.__all__)
    assert {option for about in MEASURES.values() for option in about} == {"reads", "options", "from_coefficients"}
    assert all(getattr(measures, name).__name__ == name for name in measures.__all__)
    assert sorted(measures.__all__) == measures.__all__
    assert set(measures.__all__) <= set(dir(measures))
    with pytest.raises(AttributeError):
        measures.nothing  # noqa: B018


def test_a_list_is_what_the_measure_says(tmp_path: Path) -> None:
    path = written(tmp_path, TRADE)

    rows, columns = measure_listings("complexity", path, Request(value="value"))

    frame = measures.location_quotient(pl.read_csv(path))
    wanted = measures.complexity(measures.presence(frame))
    assert rows.facts == wanted.rows.to_dicts()
    assert columns.facts == wanted.columns.to_dicts()
    assert rows.rows[3]["reason"] == terms.word("undefined.empty")


def test_flows_may_be_long_with_outputs_in_another_file(tmp_path: Path) -> None:
    flows = written(tmp_path, "i,j,z\n1,1,150\n1,2,500\n2,1,200\n2,2,100\n")
    output = written(tmp_path, "s,x\n1,1000\n2,2000\n", "output.csv")

    (found,) = measure_listings("multipliers", flows, Request(files={"output": output}))

    assert [row["multiplier"] for row in found.rows] == pytest.approx([1.518, 1.452], abs=5e-4)
    shares = written(tmp_path, "i,j,a\n1,1,0.15\n1,2,0.25\n2,1,0.2\n2,2,0.05\n", "shares.csv")
    (again,) = measure_listings("multipliers", shares, Request())
    assert [row["multiplier"] for row in again.rows] == pytest.approx([1.518, 1.452], abs=5e-4)


def test_a_square_table_of_two_sectors_is_no_long_one_though_it_has_three_columns(tmp_path: Path) -> None:
    printed = written(tmp_path, "部门,农业,工业\n农业,150,500\n工业,200,100\n总投入,1000,2000\n")

    (found,) = measure_listings("leontief_inverse", printed, Request())

    # Miller & Blair: L = [[1.254, .330], [.264, 1.122]].
    assert [row["inverse"] for row in found.rows] == pytest.approx([1.254, 0.330, 0.264, 1.122], abs=5e-4)
    assert (found.facts[1]["input"], found.facts[1]["output"]) == ("农业", "工业")


LINKS = "{},value\n{},1\n{},4\n"


@pytest.mark.parametrize(
    ("heading", "first", "second"), [("supplier,buyer", "甲,丙", "乙,丙"), ("buyer,supplier", "丙,甲", "丙,乙")]
)
def test_columns_with_the_measure_s_own_names_are_found_wherever_they_stand(
    tmp_path: Path, heading: str, first: str, second: str
) -> None:
    path = written(tmp_path, LINKS.format(heading, first, second))

    (index,) = measure_listings("herfindahl", path, Request())
    (level,) = measure_listings("trophic_level", path, Request())

    # 丙 buys 1 of 甲 and 4 of 乙: (1/5)² + (4/5)²; both stand a level below it.
    assert [(row["buyer"], row["herfindahl"]) for row in index.facts] == [("丙", pytest.approx(0.68))]
    assert [row["trophic_level"] for row in level.facts] == [1.0, 0.0, 0.0]


def test_a_column_asked_for_leaves_the_other_to_the_other_side(tmp_path: Path) -> None:
    path = written(tmp_path, LINKS.format("supplier,buyer", "甲,丙", "乙,丙"))

    (found,) = measure_listings("herfindahl", path, Request(row="supplier"))

    assert [(row["supplier"], row["herfindahl"]) for row in found.facts] == [("乙", 1.0), ("甲", 1.0)]


def test_a_link_s_own_amount_counts_without_being_asked_for(tmp_path: Path) -> None:
    path = written(tmp_path, "supplier,buyer,value\na,b,1\nb,a,3\n")

    (found,) = measure_listings("trophic_level", path, Request())

    # 3 of 4 go up from b to a: h = (3 - 1) / (3 + 1).
    assert [row["trophic_level"] for row in found.facts] == [0.5, 0.0]


def test_files_that_cannot_be_read_are_told_without_a_traceback(tmp_path: Path) -> None:
    twice = written(tmp_path, "a,a,v\nx,y,1\n", "twice.csv")
    broken = written(tmp_path, "PAR1 and no more", "broken.parquet")
    trailing = written(tmp_path, "a,b,v,,\nx,y,1,,\n", "trailing.csv")

    for path, code in ((twice, "heading_twice"), (broken, "parquet")):
        with pytest.raises(ChainlinkError) as refused:
            measure_listings("location_quotient", path, Request())
        assert code_of(refused.value) == code
    assert read_long_table(trailing).columns == ["a", "b", "v"]


def test_several_tables_make_one_measure(tmp_path: Path) -> None:
    request = asked(tmp_path, "local_content_rate")

    (content,) = measure_listings("local_content_rate", written(tmp_path, BOUGHT), request)
    (regional,) = measure_listings("regionalise", written(tmp_path, PRINTED), asked(tmp_path, "regionalise"))
    (balanced,) = measure_listings("balance", written(tmp_path, TRADE), asked(tmp_path, "balance"))

    # 甲厂 of 开州 sells 30 of the 40 万元 of 冲压件 bought there; nobody states what 纸盒 cost.
    assert [(row["sector"], row["rate"], row["valued"]) for row in content.rows] == [
        ("冲压件", 0.75, 2),
        ("纸盒", None, 0),
    ]
    # A third of the region against half of the nation: two thirds of what 01 sells is met.
    assert regional.rows[0]["quotient"] == pytest.approx(2 / 3)
    assert sum(row["value"] for row in balanced.rows if row["region"] == "A") == pytest.approx(6)


@pytest.mark.parametrize(
    ("name", "option"),
    [
        ("balance", "--row-totals"),
        ("regionalise", "--regional"),
        ("technical_coefficients", "--output"),
        ("local_content_rate", "--firms"),
        ("nearest_absent", "--reference"),
    ],
)
def test_what_a_measure_lacks_is_named(tmp_path: Path, name: str, option: str) -> None:
    table = written(tmp_path, BOUGHT if name == "local_content_rate" else TRADE)

    with pytest.raises(CallError, match=option) as refused:
        measure_listings(name, table, Request())

    assert refused.value.code == "measure_needs"


def test_a_local_district_no_firm_stands_in_is_refused(tmp_path: Path) -> None:
    request = replace(asked(tmp_path, "local_content_rate"), options={"local": "开州，万洲"})

    with pytest.raises(CallError, match="万洲"):
        measure_listings("local_content_rate", written(tmp_path, BOUGHT), request)


def test_unknown_measures_and_options_are_refused(tmp_path: Path) -> None:
    path = written(tmp_path, TRADE)

    for name, options in (("gini", {}), ("proximity", {"top": 3})):
        with pytest.raises(CallError) as refused:
            measure_listings(name, path, Request(options=options))
        assert refused.value.code == "measure_choice"
    with pytest.raises(CallError):
        measure_listings("proximity", written(tmp_path, "a\n1\n", "one.csv"), Request())
