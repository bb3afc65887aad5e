"""What a person sees in a file is what is read: number formats, merged labels, hidden rows, formulas, odd files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink.cli.naming import _is_file
from chainlink.data.figures.io_table import read_io_table
from chainlink.data.figures.long_table import read_long_table
from chainlink.data.read import check_dataset, read_dataset
from chainlink.data.readers import RawTable, first_row, inside, read_bytes, read_tables, reading
from chainlink.data.readers.number_formats import shown
from chainlink.data.readers.signs import TODAY
from chainlink.data.readers.table import Policy
from chainlink.data.readers.text import read_text
from chainlink.errors import CallError, DataError
from chainlink.intake.exports.headings import find_head, find_names
from chainlink.intake.exports.rows import read_exports
from chainlink.intake.review import find_review_head
from chainlink.report.lists.measure import Request, measure_listings
from chainlink.terms import sentence

DATA = Path(__file__).parents[1] / "fixtures" / "seen"
Fill = Callable[[xlsxwriter.Workbook], None]


def made(fill: Fill) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book)
    book.close()
    return out.getvalue()


def columns(table: RawTable) -> dict[str, list[object]]:
    return {heading: table.frame[str(at)].to_list() for at, heading in enumerate(table.headings)}


def remarks(table: RawTable) -> list[tuple[str, object]]:
    return [
        (one.code, next(iter(one.parts.values()), None))
        for one in (*table.faults, *table.warnings)
        if one.wanted() and one.mend("en")
    ]


@pytest.mark.parametrize(
    ("value", "code", "seen"),
    [
        (0.8, "0%", "80%"),
        (0.125, "0.0%", "12.5%"),
        (0.07, "0%", "7%"),
        (12_345_678, "0,", "12345.678"),
        (12_345_678, "#,##0.0,,", "12.345678"),
        (123_456, '0!.0,"万"', "12.3万"),
        (123_456, "0\\.0,", "12.3456"),
        (1_234, '#0"."0,', "0.1234"),
        (12_345.6, '0!.0000"万元"', "1.2346万元"),
        (123_456, '[>=10000]0!.0,"万";0', "12.3万"),
        (999, '[>=10000]0!.0,"万";0', None),
        (120, '0"万元"', "120万元"),
        (120, 'G/通用格式"套"', "120套"),
        (-5, '0"t"', "-5t"),
        (913, "0000", "0913"),
        (5_120.5, "¥#,##0.00", None),
        (-5, "#,##0;(#,##0)", None),
        (5, '_ * #,##0.00_ ;_ * -#,##0.00_ ;_ * "-"??_ ;_ @_ ', None),
        (0.5, "# ?/?", None),
        (0.5, "0.00E+00", None),
        (43_831, "yyyy-mm-dd", None),
        (43_831, '[$-804]yyyy"年"m"月"', None),
        (3.14159, "0.0", None),
    ],
)
def test_a_number_format_that_changes_size_or_words_is_applied(value: float, code: str, seen: str | None) -> None:
    assert shown(float(value), code) == seen


def test_a_claim_that_shows_a_percentage_is_never_taken_as_a_hundredth() -> None:
    (fault,) = check_dataset(DATA / "percent.xlsx")[0]

    assert (fault.sheet, fault.row, fault.column, fault.value) == ("claims", 2, "数值", "80%")


def test_a_share_of_one_is_the_number_under_its_percentage(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        percent = book.add_format({"num_format": "0%"})
        book.add_worksheet("dataset").write_column(0, 0, ["id", "title", "region"])
        sheet = book.add_worksheet("flows")
        sheet.write_row(0, 0, ["supplier", "buyer", "cost_share_low", "cost_share_high"])
        sheet.write_row(1, 0, ["a", "b"])
        sheet.write(1, 2, 0.35, percent)
        sheet.write(1, 3, "40%")

    (tmp_path / "b.xlsx").write_bytes(made(fill))
    faults = [one for one in check_dataset(tmp_path / "b.xlsx")[0] if one.code == "number_percent"]

    assert [(one.column, one.value) for one in faults] == [("成本占比上限", "40%")]


def test_amounts_shown_in_another_unit_are_read_as_shown_in_an_import_and_a_measure(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["企业名称", "登记状态", "产值（万元）"])
        sheet.write_row(1, 0, ["重庆试验照明有限公司", "存续"])
        sheet.write(1, 2, 12_345_000, book.add_format({"num_format": "0!.0,"}))
        sheet.write_row(2, 0, ["重庆试验电子有限公司", "存续"])
        sheet.write(2, 2, 1_234_500, book.add_format({"num_format": "0"}))

    (tmp_path / "b.xlsx").write_bytes(made(fill))

    assert columns(read_tables(tmp_path / "b.xlsx", find_head)[0])["产值（万元）"] == ["1234.5", "1234500"]
    amounts = read_long_table(tmp_path / "b.xlsx").with_numbers(["产值（万元）"]).cells
    assert amounts["产值（万元）"].to_list() == [1234.5, 1234500]


def test_a_percentage_among_the_amounts_of_a_measure_is_told_as_it_is_shown(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["buyer", "supplier", "amount"])
        sheet.write_row(1, 0, ["a", "b"])
        sheet.write(1, 2, 0.45, book.add_format({"num_format": "0.0%"}))
        sheet.write_row(2, 0, ["a", "c", 30])

    (tmp_path / "b.xlsx").write_bytes(made(fill))

    with pytest.raises(DataError) as refused:
        read_long_table(tmp_path / "b.xlsx").with_numbers(["amount"])
    assert [(one.row, one.column, one.value) for one in refused.value.faults] == [(2, "amount", "45%")]


@pytest.mark.parametrize(
    ("file", "heading", "labels"),
    [("merged-purchases.xlsx", "采购企业", 3), ("merged-reference.xlsx", "地区", 360)],
)
def test_merged_labels_stand_in_every_row_of_a_measure_or_a_reference(file: str, heading: str, labels: int) -> None:
    (table,) = read_tables(DATA / file, first_row, strict=True)

    assert len([cell for cell in columns(table)[heading] if cell]) == labels
    assert "merged" in [code for code, _ in remarks(table)]
    assert read_long_table(DATA / file).cells[heading].null_count() == 0


def test_a_merged_figure_is_not_given_to_every_row_and_told() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Purchases")
        sheet.merge_range(0, 1, 0, 2, "amount (€)")
        sheet.write(0, 0, "firm")
        sheet.write_column(1, 0, ["a", "b", "c"])
        sheet.merge_range(1, 1, 2, 1, 250)
        sheet.merge_range(1, 2, 3, 2, "estimate")

    (table,) = read_bytes("p.xlsx", made(fill), first_row)

    assert table.headings == ("firm", "amount (€)", "amount (€)")
    assert table.frame["1"].to_list() == ["250", None, None]
    assert table.frame["2"].to_list() == ["estimate"] * 3
    assert remarks(table) == [("merged", "C2:C4"), ("merged_figure", "B2:B3")]


def test_a_hidden_row_is_read_and_told() -> None:
    exports = read_exports(read_tables(DATA / "hidden-row.xlsx", find_head))

    assert exports.rows["row"].to_list() == [2, 3, 4]
    assert [(one.code, one.parts["rows"]) for one in exports.told] == [("hidden_rows", "3")]


def hiding(book: xlsxwriter.Workbook) -> None:
    """Two lists, the second hidden; in the first a row is filtered out and a column hidden."""
    for name in ("Firms", "Old list"):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, ["firm", "answer", "reason"])
        for row, firm in enumerate(("Acme", "Beta", "Gamma"), start=1):
            sheet.write_row(row, 0, [firm, "accept", name])
    first, second = book.worksheets()
    first.autofilter(0, 0, 3, 2)
    first.filter_column(0, "x == Acme")
    first.set_row(2, options={"hidden": True})
    first.set_row(3, options={"hidden": True})
    first.set_column(2, 2, None, None, {"hidden": True})
    second.hide()


@pytest.mark.parametrize("strict", [True, False])
def test_filtered_rows_and_hidden_columns_are_read_and_told_everywhere(*, strict: bool, tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(made(hiding))

    first, second = read_tables(tmp_path / "b.xlsx", first_row, strict=strict)

    assert columns(first)["firm"] == ["Acme", "Beta", "Gamma"]
    assert remarks(first) == [("hidden_rows", "3, 4"), ("hidden_columns", "C")]
    assert (second.headings, remarks(second)) == ((), [("hidden_sheet", None)])


def test_a_hidden_sheet_is_read_where_no_other_holds_what_is_wanted() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("封面").write(0, 0, "说明")
        sheet = book.add_worksheet("复核")
        sheet.write_row(0, 0, [sentence(f"review.{key}", "zh") for key in ("firm", "sector", "answer")])
        sheet.write_row(1, 0, ["a", "lamp", "采纳"])
        sheet.hide()

    cover, sheet = read_bytes("r.xlsx", made(fill), find_review_head)

    assert (cover.headings, remarks(cover)) == ((), [])
    assert (sheet.frame.height, remarks(sheet)) == (1, [("hidden_sheet_read", None)])


def test_hidden_lists_behind_the_choices_of_a_template_are_no_matter() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Firms").write_row(0, 0, ["企业名称", "登记状态"])
        lists = book.add_worksheet("choices")
        lists.write_column(0, 0, ["存续", "注销"])
        lists.very_hidden()

    assert [remarks(table) for table in read_bytes("t.xlsx", made(fill), find_head)] == [[], []]


def with_formula(*, result: str) -> bytes:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["region", "activity", "value"])
        sheet.write_row(1, 0, ["北区", "灯"])
        sheet.write_formula(1, 2, "=1+1", None, 77)

    book = zipfile.ZipFile(io.BytesIO(made(fill)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as changed:
        for name in book.namelist():
            changed.writestr(name, book.read(name).replace(b"<v>77</v>", result.encode()))
    return out.getvalue()


@pytest.mark.parametrize("result", ["", "<v></v>", "<v/>"])
def test_a_formula_without_a_stored_result_is_a_fault_of_a_measure_and_no_blank(tmp_path: Path, result: str) -> None:
    (tmp_path / "b.xlsx").write_bytes(with_formula(result=result))

    with pytest.raises(DataError) as refused:
        read_long_table(tmp_path / "b.xlsx")
    assert [(one.code, one.parts["cells"]) for one in refused.value.faults] == [("formula", "C2")]


def test_a_formula_with_its_result_is_read(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(with_formula(result="<v>2</v>"))

    assert read_long_table(tmp_path / "b.xlsx").with_numbers(["value"]).cells["value"].to_list() == [2.0]


def test_a_file_on_disk_is_a_file_whatever_its_name(tmp_path: Path) -> None:
    (tmp_path / "名单.et").write_text("企业名称\n甲厂\n", encoding="gb18030")

    assert _is_file(str(DATA / "names.tsv"))
    assert _is_file(str(tmp_path / "名单.et"))
    assert not _is_file("重庆试验有限公司" * 40)
    assert not _is_file("重庆长安跨越车辆有限公司")
    assert columns(read_tables(tmp_path / "名单.et", find_names)[0]) == {"企业名称": ["甲厂"]}


def test_an_open_document_and_a_binary_workbook_are_refused_with_what_can_be_read() -> None:
    for part in ("mimetype", "xl/workbook.bin"):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as outside:
            outside.writestr(part, "x")
        assert [one.code for table in read_bytes("a", out.getvalue(), find_head) for one in table.faults] == [
            "file_kind"
        ]


def test_old_private_signs_of_gb_18030_are_todays() -> None:
    (text,) = read_bytes("a.csv", "企业名称,登记状态\n\ue81e厂\ue78d,存续\n".encode(), find_head)

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_column(0, 0, ["企业名称", "\ue843厂"])

    (book,) = read_bytes("a.xlsx", made(fill), find_names)

    assert (text.frame["0"].to_list(), book.frame["0"].to_list()) == (["\u9fb4厂\ufe10"], ["\u9fb9厂"])


def test_a_shared_string_that_would_fill_the_memory_is_counted_before_it_is_written_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(inside, "TEXT_LIMIT", 1)

    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("few").write_column(0, 0, ["企业名称", "灯" * 30_000])
        book.add_worksheet("many").write_column(0, 0, ["灯" * 30_000] * 20)

    few, many = read_bytes("a.xlsx", made(fill), first_row)

    assert few.frame.height == 1
    assert [(one.code, one.value) for one in many.faults] == [("much_text", "2 MB")]


def test_a_csv_that_unpacks_to_a_hundred_times_its_size_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "UNPACKED_LIMIT", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as outside:
        outside.writestr("a.csv", "企业名称,登记状态\n" + "甲厂,存续\n" * 200_000)

    assert [one.code for table in read_bytes("a.zip", out.getvalue(), find_head) for one in table.faults] == [
        "zip_bomb"
    ]


@pytest.mark.parametrize(
    ("kind", "value"),
    [(pl.Duration, 5), (pl.Binary, b"x"), (pl.List(pl.Binary), [b"x"]), (pl.Struct({"a": pl.Int64}), {"a": 1})],
)
def test_a_parquet_column_that_is_neither_number_nor_word_is_a_fault(
    tmp_path: Path, kind: pl.DataType, value: object
) -> None:
    pl.DataFrame({"firm": ["a"], "name": pl.Series([value], dtype=kind)}).write_parquet(tmp_path / "firms.parquet")

    (table,) = read_tables(tmp_path / "firms.parquet", first_row)

    assert [(one.code, one.column) for one in table.faults] == [("parquet_type", "name")]
    assert "parquet_type" in [one.code for one in check_dataset(tmp_path)[0]]


def test_numbers_under_a_name_that_the_table_does_not_have_are_no_rows_of_sums(tmp_path: Path) -> None:
    pl.DataFrame({"firm": ["a"], "sector": ["b"], "name": [7]}).write_parquet(tmp_path / "capabilities.parquet")

    assert "name_of_sums" not in [one.code for one in check_dataset(tmp_path)[1]]


def test_a_table_of_numbers_alone_is_told_as_no_square_with_its_first_row(tmp_path: Path) -> None:
    pl.DataFrame({"a": [2.5], "b": [0.0]}).write_parquet(tmp_path / "t.parquet")

    with pytest.raises(CallError) as caught:
        read_io_table(tmp_path / "t.parquet")

    assert "1: 2.5、0.0" in caught.value.say("zh")


def test_words_of_a_fixed_choice_in_parquet_are_words(tmp_path: Path) -> None:
    choice = pl.Series(["甲", "乙"], dtype=pl.Enum(["甲", "乙"]))
    pl.DataFrame({"region": choice, "value": [1, 2]}).write_parquet(tmp_path / "t.parquet")

    assert read_long_table(tmp_path / "t.parquet").cells["region"].to_list() == ["甲", "乙"]


@pytest.mark.parametrize(
    ("text", "row"),
    [(b'"a\nb",c\r1,\xff\xff\xff', 2), (b'a;b\n"x\ny";2\r\n3;\x004\n', 3), (b"a\rb\rc,\xff\xff\xff", 3)],
)
def test_a_sign_that_is_none_is_told_with_the_row_of_the_spreadsheet(text: bytes, row: int) -> None:
    assert [one.row for one in read_bytes("t.csv", text, first_row)[0].faults] == [row]


@settings(deadline=None)
@given(
    lines=st.lists(st.tuples(st.sampled_from(["1,2", "1", '"x\ny",2', "1,2,3"]), st.sampled_from(["\n", "\r", "\r\n"])))
)
@pytest.mark.parametrize("strict", [True, False])
def test_the_row_of_a_fault_among_mixed_line_ends_is_a_row_of_the_spreadsheet(
    lines: list[tuple[str, str]], *, strict: bool
) -> None:
    text = "a,b\n" + "".join(line + end for line, end in lines)
    wrong = [row for row, (line, _) in enumerate(lines, start=2) if line in {"1", "1,2,3"}]

    table = read_text("t", "t.csv", text.encode(), Policy(first_row, strict=strict))

    assert sorted(table.ragged or table.left_out) == wrong
    assert {one.row for one in table.faults} == (set(wrong) if strict else set())


def test_the_packaged_data_have_nothing_to_tell_of_their_files() -> None:
    assert [one.code for one in read_dataset().warnings if one.code.startswith(("hidden", "merged"))] == []


def test_the_private_signs_of_gbk_in_windows_are_todays() -> None:
    """U+E863 is FE9F in the GBK of Windows, which GB 18030 gives to 䶮; U+E7E7 is A989, to 〾."""
    (table,) = read_bytes("f.csv", "firm,note\n重庆\ue863泰机械厂,\ue7e7\n".encode("utf-16"), first_row)

    assert table.frame.row(0)[:2] == ("重庆䶮泰机械厂", "〾")
    assert not [sign for sign in TODAY.values() if "\ue000" <= sign <= "\uf8ff"]


def errors(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet("Käufe")
    sheet.write_row(0, 0, ["buyer", "supplier", "value"])
    sheet.write_row(1, 0, ["Ä", "B", 50])
    sheet.write_row(2, 0, ["Ä", "C"])
    sheet.write_formula(2, 2, "=1/0", None, "#DIV/0!")


def test_an_error_of_a_spreadsheet_among_figures_is_a_fault_of_a_measure(tmp_path: Path) -> None:
    (tmp_path / "b.xlsx").write_bytes(made(errors))

    with pytest.raises(DataError) as refused:
        measure_listings("herfindahl", tmp_path / "b.xlsx", Request())

    (fault,) = refused.value.faults
    assert (fault.sheet, fault.row, fault.column, fault.value) == ("Käufe", 3, "value", "#DIV/0!")


def test_an_error_of_a_spreadsheet_in_a_table_is_empty_and_told() -> None:
    (book,) = read_bytes("b.xlsx", made(errors), first_row)
    (text,) = read_bytes(
        "名单.csv", "企业名称;产值（万元）;备注\n甲厂;#REF!;#1 Halle\n乙厂;#CALC! ;\n".encode(), find_head
    )

    assert [columns(book)["value"], columns(text)["产值（万元）"], columns(text)["备注"][0]] == [
        ["50", None],
        [None, None],
        "#1 Halle",
    ]
    found = [(one.code, one.row, one.column, one.value) for one in (*book.warnings, *text.warnings)]
    assert found == [
        ("cell_error", 3, "value", "#DIV/0!"),
        ("cell_error", 2, "产值（万元）", "#REF!"),
        ("cell_error", 3, "产值（万元）", "#CALC!"),
    ]


def test_a_number_that_its_format_does_not_show_is_read_and_told_and_a_hidden_zero_is_zero() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["企业名称", "产值（万元）"])
        sheet.write_column(1, 0, ["甲厂", "乙厂", "丙厂", "丁厂"])
        cells = [(";;;", 50), ("0;-0;;@", 0), ("0;;", -7), ("# ?/?", 0.5)]
        for row, (code, number) in enumerate(cells, start=1):
            sheet.write_number(row, 1, number, book.add_format({"num_format": code}))

    (table,) = read_bytes("b.xlsx", made(fill), find_head)

    assert columns(table)["产值（万元）"] == ["50", "0", "-7", "0.5"]
    assert remarks(table) == [("hidden_cells", "B2, B4")]


def test_a_measure_says_which_sheet_it_read_and_which_it_did_not(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        book.add_worksheet("Notes").write(0, 0, "Purchases of 2024")
        for name in ("Käufe", "Alt", "Versteckt"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["buyer", "supplier", "value"])
            sheet.write_row(1, 0, ["a", "b", 5])
        sheet.hide()

    (tmp_path / "b.xlsx").write_bytes(made(fill))
    request = Request()
    measure_listings("herfindahl", tmp_path / "b.xlsx", request)

    assert [(one.code, one.sheet, one.value) for one in request.warnings] == [
        ("hidden_sheet", "Versteckt", None),
        ("sheet_first", "Käufe", "Notes、Alt"),
    ]


def test_an_input_output_table_says_what_of_its_workbook_is_merged_hidden_or_left(tmp_path: Path) -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        for name in ("IO 2020", "IO 2017"):
            sheet = book.add_worksheet(name)
            sheet.write_row(0, 0, ["", "Agri", "Metal", "Total output"])
            sheet.write_row(1, 0, ["Agri", 20, 30, 100])
            sheet.write_row(2, 0, ["Metal", 10, 60, 200])
            sheet.set_row(2, None, None, {"hidden": True})
            sheet.merge_range("F2:F3", "estimate")

    (tmp_path / "io.xlsx").write_bytes(made(fill))
    request = Request()
    measure_listings("leontief_inverse", tmp_path / "io.xlsx", request)

    assert [(one.code, one.sheet) for one in request.warnings] == [
        ("merged", "IO 2020"),
        ("hidden_rows", "IO 2020"),
        ("sheet_first", "IO 2020"),
    ]
