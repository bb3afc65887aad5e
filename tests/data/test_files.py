"""Bytes into raw rows: encodings, row numbers as a spreadsheet shows them, files that are not what they say."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from chainlink.data.readers import RawTable, fast, first_row, read_files, text
from chainlink.data.readers import table as raw_table
from chainlink.data.readers.folder import read_csv
from chainlink.errors import CallError
from chainlink.plain_text import decode

DAY = datetime(2021, 3, 1)  # noqa: DTZ001 - cells hold no time zone
TEXT = "编号,名称\na,甲厂\nb,“乙”厂\n"


def read(folder: Path, data: bytes | str) -> RawTable:
    file = folder / "firms.csv"
    file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return read_csv(file)


def cells(table: RawTable) -> list[tuple[object, ...]]:
    return [(row[-1], *row[:-1]) for row in table.frame.rows()]


def codes(table: RawTable) -> list[tuple[str, int | None]]:
    return [(fault.code, fault.row) for fault in table.faults]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_reads_the_same_in_every_encoding_that_offices_save(tmp_path: Path, encoding: str) -> None:
    table = read(tmp_path, TEXT.encode(encoding))

    assert table.headings == ("编号", "名称")
    assert cells(table) == [(2, "a", "甲厂"), (3, "b", "“乙”厂")]
    assert table.faults == ()


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark_is_known_by_its_line_ends(tmp_path: Path, encoding: str) -> None:
    assert cells(read(tmp_path, TEXT.encode(encoding))) == [(2, "a", "甲厂"), (3, "b", "“乙”厂")]


def test_bytes_that_are_no_text_are_told_with_their_row(tmp_path: Path) -> None:
    assert codes(read(tmp_path, b"a,b\n1,2\n\xff\xff\xff,3\n")) == [("encoding", 3)]


def test_bytes_that_are_no_text_are_told_where_the_encoding_that_reads_furthest_stops(tmp_path: Path) -> None:
    lines = [b"a,b", "一,甲厂".encode(), "二,乙厂".encode(), b"c,\xff\xff", b"d,1"]

    assert codes(read(tmp_path, b"\n".join(lines))) == [("encoding", 4)]
    assert codes(read(tmp_path, b"\n".join([*(line.decode().encode("gb18030") for line in lines[:3]), b"c,\xff"]))) == [
        ("encoding", 4)
    ]


def test_a_nul_byte_is_told_with_its_row(tmp_path: Path) -> None:
    assert codes(read(tmp_path, b"a,b\n1,2\n3,\x004\n")) == [("nul", 3)]


def test_blank_rows_count_and_a_quoted_newline_does_not(tmp_path: Path) -> None:
    table = read(tmp_path, '\n,\na,b\n1,"two\nlines"\n\n3,4\n')

    assert table.head_row == 3
    assert cells(table) == [(4, "1", "two\nlines"), (6, "3", "4")]


def test_rows_shorter_and_longer_than_the_headings_are_told_where_they_stand(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\n"x\ny",2\n1\n1,2,3\n1,2,\n')

    assert codes(table) == [("row_short", 3), ("row_long", 4)]
    assert table.ragged == {3, 4}


def test_an_unclosed_quote_stops_the_reading_at_its_row(tmp_path: Path) -> None:
    table = read(tmp_path, 'a,b\n1,2\n3,"4\n5,6\n')

    assert codes(table) == [("quotes", 3)]
    assert table.broken


def test_an_empty_file_wants_headings(tmp_path: Path) -> None:
    assert codes(read(tmp_path, "")) == [("no_rows", None)]
    assert codes(read(tmp_path, "\n,,\n")) == [("no_rows", None)]


def test_a_column_of_nothing_is_left_out_and_cells_without_heading_are_told(tmp_path: Path) -> None:
    assert read(tmp_path, "a,,b\n1,,2\n").headings == ("a", "b")
    assert codes(read(tmp_path, "a,,b\n1,,2\n3,x,4\n")) == [("no_heading", 1)]


@pytest.mark.parametrize("separator", [";", "\t"])
def test_semicolons_and_tabs_part_cells_where_the_headings_use_them(tmp_path: Path, separator: str) -> None:
    table = read(tmp_path, f"a{separator}b\n1,5{separator}2\n")

    assert cells(table) == [(2, "1,5", "2")]


CELL = st.text(st.sampled_from('ab甲 ,"\n;'), max_size=4)


@settings(deadline=None)
@given(
    body=st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8),
    blanks=st.lists(st.integers(0, 8), max_size=3),
    end=st.sampled_from(["\n", "\r\n"]),
    last=st.booleans(),
)
def test_the_fast_way_reads_what_the_csv_module_reads(
    body: list[list[str]], blanks: list[int], end: str, *, last: bool
) -> None:
    records: list[list[str]] = [["a", "b", "c"], *body]
    for at in blanks:
        records.insert(min(at, len(records)), [])
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end).writerows(records)
    data = stream.getvalue() if last else stream.getvalue().removesuffix(end)

    slow = text.read_text("t", "t.csv", data.encode(), raw_table.Policy(first_row, strict=True)).frame
    quick = fast.fast_cells(data.encode(), ",")

    assert quick is not None
    assert quick[1:].with_columns(pl.exclude("row").replace("", None)).equals(slow)


@pytest.mark.parametrize(
    "odd",
    [
        "a,b\n1,2,3\n4\n",
        "a,b\n1\n2,3,4\n",
        "a,b\n1,2\r3,4\n",
        'a,b\nx"y,2\n',
        'a,b\n"x"y,2\n',
        "a,b\n1\n",
        "a,b\r1,2\r",
        'a,b\n"1,2\n',
    ],
)
def test_the_fast_way_leaves_anything_odd_to_the_csv_module(odd: str) -> None:
    assert fast.fast_cells(odd.encode(), ",") is None


def test_a_large_file_goes_the_fast_way_with_the_same_rows(tmp_path: Path) -> None:
    lines = ["编号,名称", "", *(f'f{at},"厂,{at}"' for at in range(60_000))]

    table = read(tmp_path, "\ufeff" + "\r\n".join(lines))

    assert table.frame.height == 60_000
    assert table.frame.row(0) == ("f0", "厂,0", 3)
    assert table.frame.row(-1) == ("f59999", "厂,59999", 60_002)


def test_a_large_file_with_one_short_row_tells_that_row(tmp_path: Path) -> None:
    lines = ["a,b", *(f"f{at},{'x' * 30}" for at in range(40_000)), "short", "g,1"]

    assert codes(read(tmp_path, "\n".join(lines))) == [("row_short", 40_002)]


def book(file: Path, sheets: dict[str, dict[tuple[int, int], object]]) -> Path:
    made = xlsxwriter.Workbook(str(file))
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    for name, placed in sheets.items():
        sheet = made.add_worksheet(name)
        for (row, column), value in placed.items():
            if hasattr(value, "year"):
                sheet.write_datetime(row, column, value, day)
            else:
                sheet.write(row, column, value)
    made.close()
    return file


def test_the_rows_of_a_sheet_keep_their_numbers_and_numbers_their_form(tmp_path: Path) -> None:
    placed = {
        (2, 1): "编号",
        (2, 2): "年份",
        (2, 3): "日期",
        (4, 1): "a",
        (4, 2): 2020,
        (4, 3): DAY,
        (6, 1): "b",
        (6, 2): 0.1,
    }
    table = read_files(book(tmp_path / "b.xlsx", {"企业": placed})).tables[0]

    assert (table.file, table.sheet, table.head_row) == ("b.xlsx", "企业", 3)
    assert table.headings == ("编号", "年份", "日期")
    assert cells(table) == [(5, "a", "2020", "2021-03-01 00:00:00"), (7, "b", "0.1", None)]


def test_a_workbook_without_a_sheet_for_its_title_says_so(tmp_path: Path) -> None:
    raw = read_files(book(tmp_path / "b.xlsx", {"企业": {(0, 0): "编号"}}))

    assert [fault.code for fault in raw.faults] == ["no_dataset_sheet"]
    assert read_files(book(tmp_path / "c.xlsx", {"数据集": {(0, 0): "id", (0, 1): "x"}})).meta == {"id": "x"}


def test_merged_cells_and_formulas_without_a_result_are_told(tmp_path: Path) -> None:
    import openpyxl

    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = "企业"
    sheet.append(["编号", "名称"])
    sheet.append(["a", "=1+1"])
    sheet.append(["b", "x"])
    sheet.merge_cells("A3:A4")
    sheet["B4"] = "y"
    made.save(tmp_path / "b.xlsx")

    table = read_files(tmp_path / "b.xlsx").tables[0]

    assert [(one.code, one.parts["cells"]) for one in table.warnings] == [("merged", "A3:A4")]
    assert [(one.code, one.parts["cells"]) for one in table.faults] == [("formula", "B2")]
    assert cells(table) == [(2, "a", None), (3, "b", "x"), (4, "b", "y")]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "workbook"),
        (b"", "workbook"),
        (b"PK\x03\x04 not a zip", "workbook"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600, "old_workbook"),
        (b"\xd0\xcf\x11\xe0" + b"0" * 600 + "EncryptedPackage".encode("utf-16-le"), "locked"),
    ],
)
def test_what_only_calls_itself_a_workbook_is_told_not_tried(tmp_path: Path, data: bytes, code: str) -> None:
    file = tmp_path / "b.xlsx"
    file.write_bytes(data)

    assert [fault.code for fault in read_files(file).faults] == [code]


def test_a_zip_of_something_else_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w") as outside:
        outside.writestr("readme.txt", "hello")

    assert [fault.code for fault in read_files(tmp_path / "b.xlsx").faults] == ["workbook"]


def test_a_damaged_workbook_is_a_fault(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as outside:
        outside.writestr("xl/workbook.xml", "<nothing")

    assert [fault.code for fault in read_files(tmp_path / "b.xlsx").faults] == ["workbook"]


def test_a_zip_bomb_is_refused_before_it_unpacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_table, "FILE_LIMIT", 1)
    with zipfile.ZipFile(tmp_path / "b.xlsx", "w", zipfile.ZIP_DEFLATED) as outside:
        outside.writestr("xl/workbook.xml", b"0" * 5_000_000)

    (fault,) = read_files(tmp_path / "b.xlsx").faults

    assert (fault.code, fault.parts["limit"]) == ("too_large", "1")


def test_a_zip_that_lies_about_its_size_is_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_table, "FILE_LIMIT", 1)
    file = tmp_path / "b.xlsx"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as outside:
        outside.writestr("xl/workbook.xml", b"0" * 5_000_000)
    size, lie = (5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little")
    file.write_bytes(file.read_bytes().replace(size, lie))

    assert [fault.code for fault in read_files(file).faults] == ["workbook"]


def test_a_stray_cell_in_the_last_corner_of_a_sheet_is_told_before_a_reader_allots_its_rectangle(
    tmp_path: Path,
) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet = book.add_worksheet("企业")
    sheet.write(0, 0, "编号")
    sheet.write(1_048_575, 16_383, "x")
    sheet.write_blank(5, 16_383, None, book.add_format({"bold": True}))
    book.close()

    (fault,) = read_files(tmp_path / "b.xlsx").tables[0].faults

    assert (fault.code, fault.sheet, fault.value) == ("far_cell", "企业", "XFD1048576")


def test_a_csv_beyond_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_table, "FILE_LIMIT", 0)

    assert codes(read(tmp_path, "a,b\n")) == [("too_large", None)]


def test_a_workbook_that_calls_itself_csv_is_told(tmp_path: Path) -> None:
    data = book(tmp_path / "b.xlsx", {"企业": {(0, 0): "编号"}}).read_bytes()

    assert codes(read(tmp_path, data)) == [("workbook_named_csv", None)]


def test_parquet_keeps_its_types_and_counts_rows_from_one(tmp_path: Path) -> None:
    pl.DataFrame({"firm": ["a", "b"], "seen": [2020, None]}).write_parquet(tmp_path / "firms.parquet")

    table = read_files(tmp_path).tables[0]

    assert table.frame.rows() == [("a", 2020, 1), ("b", None, 2)]


def test_a_damaged_parquet_file_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "firms.parquet").write_bytes(b"PAR1 nothing")

    assert codes(read_files(tmp_path).tables[0]) == [("parquet", None)]


def test_toml_that_is_wrong_is_told_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "dataset.toml").write_text('id = "a"\ntitle = no quotes\n')

    assert [(fault.code, fault.row) for fault in read_files(tmp_path).faults] == [("toml", 2)]


def test_a_path_that_leads_nowhere_is_a_fault_of_the_call(tmp_path: Path) -> None:
    (tmp_path / "x.txt").write_text("")

    with pytest.raises(CallError, match="没有这个数据集"):
        read_files(tmp_path / "nowhere")
    with pytest.raises(CallError, match="不是数据集"):
        read_files(tmp_path / "x.txt")


def test_text_that_is_only_a_mark_decodes_to_nothing() -> None:
    assert decode(b"\xef\xbb\xbf") == ("", "utf-8")
