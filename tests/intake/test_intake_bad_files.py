"""Files that are not what they seem: each gets a clear message, no traceback, and nothing is lost without a word."""

from __future__ import annotations

import contextlib
import csv
import io
import os
import zipfile
import zlib
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing.parametric import dataframes
from tests.office import as_csv, as_xlsx, as_zip, code, put, table
from tests.small import TABLES, small_dataset

from chainlink.cli.importing import import_
from chainlink.data.dataset import Dataset
from chainlink.data.figures.io_table import read_io_table
from chainlink.data.figures.long_table import read_long_table
from chainlink.data.read import check_dataset, read_dataset
from chainlink.data.readers import read_bytes, read_tables
from chainlink.data.readers import table as raw_table
from chainlink.data.review_columns import ASKED_SECTORS
from chainlink.errors import CallError, ChainlinkError, DataError
from chainlink.intake import proposals
from chainlink.intake.exports.headings import find_head
from chainlink.intake.exports.rows import Exports, read_exports
from chainlink.intake.review import accept, find_review_head

FIRM = {"name": "重庆试验照明有限公司", "code": code(1), "status": "存续", "district": "万州区"}
CASES = int(os.environ.get("CHAINLINK_FUZZ", "25"))
FUZZ = settings(max_examples=CASES, deadline=None, suppress_health_check=list(HealthCheck))


def read(content: bytes, name: str) -> Exports:
    return read_exports(read_bytes(name, content, find_head))


def users(folder: Path, content: bytes, name: str) -> None:
    """Give the file to every other user of the reader: a dataset and a table of a measure tell faults, too."""
    path = put(folder, name, content)
    for told in check_dataset(path) if name.endswith(".xlsx") else ():
        assert all(one.wanted() and one.mend("en") for one in told)
    with contextlib.suppress(ChainlinkError):
        read_long_table(path)
    with contextlib.suppress(ChainlinkError):
        read_io_table(path)


def codes(content: bytes, name: str = "a.csv") -> list[str]:
    found = read(content, name)
    assert all(one.wanted(lang) and one.mend(lang) for one in (*found.left_out, *found.told) for lang in ("zh", "en"))
    return [one.code for one in found.left_out]


BOOK = as_xlsx(table("T2", [FIRM] * 3), banner="导出")
with zipfile.ZipFile(io.BytesIO(BOOK)) as _inside:
    PARTS = {name: _inside.read(name) for name in _inside.namelist()}
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"", "empty_file"),
        (b"\r\n\r\n", "empty_file"),
        (PNG, "file_kind"),
        (b"%PDF-1.7 ...", "file_kind"),
        (OLE, "workbook"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "locked"),
        (b"<html><table><tr><td>\xe4\xbc\x81\xe4\xb8\x9a</td></tr></table></html>", "html"),
        (b"PK\x03\x04garbage", "zip"),
        (as_xlsx([["甲", "乙"], ["1", "2"]]), "office_no_head"),
        (as_csv([["甲", "乙"], ["1", "2"]]), "office_no_head"),
        (as_zip(a__docx=b"x" * 10, b__xlsx=PNG), "file_kind"),
        (as_csv(table("Q1", [FIRM]))[:200] + b"\0\0\0" + as_csv(table("Q1", [FIRM]))[200:], "nul"),
        (as_csv(table("Q1", [FIRM])) + b"\xff\xff\xfe\x81", "encoding"),
        (as_csv(table("Q1", [FIRM])).decode().encode("utf-8").decode("latin-1").encode("utf-8"), "mojibake"),
        (as_csv(table("Q1", [FIRM])).decode("gb18030", "ignore").encode("utf-8"), "mojibake"),
        (as_csv(table("Q1", [FIRM])) + b'"never closed,1,2\r\n', "quotes"),
    ],
)
def test_a_file_that_is_not_what_it_seems_is_told(content: bytes, wanted: str) -> None:
    assert wanted in codes(content)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (b"\xff\xd8\xff\xdb" + bytes(range(256)), "file_kind"),
        (b"RIFF\x24\0\0\0WEBPVP8 ", "file_kind"),
        (b"BM" + bytes(range(256)) * 4, "file_kind"),
        (b"{\\rtf1 \\ansi}", "file_kind"),
        (as_zip(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", content__xml=b"<x/>"), "file_kind"),
        (BOOK[:-200], "workbook"),
    ],
)
def test_what_is_named_xlsx_and_is_none_is_told(content: bytes, wanted: str) -> None:
    assert codes(content, "a.xlsx") == [wanted]


def test_a_stray_cell_in_the_last_corner_is_refused_before_reading() -> None:
    row = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row></sheetData>'
    parts = {
        name: part.replace(b"</sheetData>", row) if name.endswith("sheet1.xml") else part
        for name, part in PARTS.items()
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as outside:
        for name, part in parts.items():
            outside.writestr(name, part)

    assert codes(out.getvalue(), "a.xlsx") == ["far_cell"]


def test_formulas_without_results_are_told_where_every_row_is_left_out(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["公司名称", "登记状态"])
    sheet.write_formula(1, 0, '="甲"&"公司"', None, "")
    sheet.write(1, 1, "存续")
    book.close()

    with pytest.raises(DataError) as caught:
        import_([tmp_path / "a.xlsx"], into=tmp_path / "new")

    assert [one.code for one in caught.value.faults] == ["office_name_empty", "formula"]


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(CallError) as caught:
        read_tables(tmp_path, find_head)

    assert str(tmp_path) in caught.value.say()


def test_a_file_cut_in_the_middle_is_told() -> None:
    book = as_xlsx(table("Q1", [FIRM] * 200))

    assert codes(book[: len(book) // 2])[0] in {"zip", "workbook"}


def test_a_zip_with_a_password_is_told() -> None:
    data = bytearray(as_zip(a__csv=as_csv(table("Q1", [FIRM]))))
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1

    assert codes(bytes(data), "a.zip") == ["locked"]


def test_a_zip_that_states_an_absurd_size_is_refused_before_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_table, "FILE_LIMIT", 1)
    bomb = as_zip(a__csv=b"0" * 5_000_000)

    assert codes(bomb, "a.zip") == ["too_large"]


def test_a_workbook_whose_stated_size_lies_is_refused_while_unpacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_table, "FILE_LIMIT", 1)
    book = bytearray(as_xlsx(table("Q1", [{**FIRM, "scope": "灯" * 900}] * 5000)))
    with zipfile.ZipFile(io.BytesIO(book)) as inside:
        real = sum(entry.file_size for entry in inside.infolist())
    assert real > 1_000_000

    assert codes(bytes(book)) == ["too_large"]


def test_a_file_larger_than_the_limit_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw_table, "FILE_LIMIT", 0)
    path = put(tmp_path, "a.csv", as_csv(table("Q1", [FIRM])))

    assert [one.code for table_ in read_tables(path, find_head) for one in table_.faults] == ["too_large"]


def test_a_zip_of_too_many_files_is_refused() -> None:
    assert codes(as_zip(**{f"f{at}__csv": b"x" for at in range(201)}), "a.zip") == ["zip_entries"]


def test_rows_of_another_length_are_left_out_and_named() -> None:
    head, row = table("Q1", [FIRM])
    text = as_csv([head, row, row[:5], [*row, "多余"], [*row, "", ""], row[:0], row])

    found = read(text, "a.csv")

    assert found.rows["row"].to_list() == [2, 5, 7]
    assert [(one.code, one.parts["rows"]) for one in found.left_out] == [("ragged", "3, 4")]


def test_control_characters_are_dropped_and_told() -> None:
    found = read(as_csv(table("Q1", [{**FIRM, "name": "重庆\x07试验\x0b公司"}])), "a.csv")

    assert found.rows["name"].to_list() == ["重庆试验公司"]
    assert "office_control" in [one.code for one in found.told]


def test_a_workbook_with_a_million_rows_is_within_the_limit() -> None:
    assert raw_table.FILE_LIMIT * 1e6 > 1_000_000 * 1_000


@FUZZ
@given(st.binary(max_size=3000))
def test_any_bytes_are_read_or_told(tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    codes(content, "a")
    users(tmp_path_factory.getbasetemp(), content, "any.csv")
    users(tmp_path_factory.getbasetemp(), content, "any.parquet")


@FUZZ
@given(st.data())
def test_a_workbook_with_bytes_changed_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    book = bytearray(BOOK)
    for _ in range(data.draw(st.integers(1, 6))):
        book[data.draw(st.integers(0, len(book) - 1))] = data.draw(st.integers(0, 255))

    codes(bytes(book), "a.xlsx")
    users(tmp_path_factory.getbasetemp(), bytes(book), "changed.xlsx")


@pytest.mark.slow
@FUZZ
@given(st.sampled_from(sorted(PARTS)), st.integers(0, 20_000), st.integers(0, 40), st.binary(max_size=30))
def test_a_workbook_with_a_part_damaged_inside_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, part: str, at: int, length: int, put_there: bytes
) -> None:
    content = PARTS[part]
    at %= len(content) + 1
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, text in PARTS.items():
            book.writestr(name, content[:at] + put_there + content[at + length :] if name == part else text)

    codes(out.getvalue(), "a.xlsx")
    users(tmp_path_factory.getbasetemp(), out.getvalue(), "part.xlsx")


@FUZZ
@given(
    st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=8),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"]),
)
def test_any_cells_in_a_csv_are_read_or_told(cells: list[list[str]], encoding: str) -> None:
    rows = [["企业名称", "登记状态", "成立日期", "统一社会信用代码", "产业链节点", "年产能（万套）"], *cells]
    text = as_csv([[cell.encode("utf-8", "ignore").decode() for cell in row] for row in rows], encoding)

    found = read(text, "a.csv")

    assert found.rows["name"].null_count() == 0
    rows = len(list(csv.reader(io.StringIO(text.decode(encoding).replace("\0", ""), newline=""))))
    assert all(one.row is None or 1 <= one.row <= rows for one in (*found.left_out, *found.told))


@FUZZ
@given(st.lists(st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=3, max_size=3), max_size=6))
def test_any_cells_in_a_workbook_are_read_or_told(cells: list[list[str]]) -> None:
    clean = [[cell.replace("\0", "") for cell in row] for row in cells]
    found = read(as_xlsx([["企业名称", "登记状态", "成立日期"], *clean]), "a.xlsx")

    assert found.rows["name"].null_count() == 0


@FUZZ
@given(st.binary(max_size=2000))
def test_any_bytes_inside_a_zip_are_read_or_told(content: bytes) -> None:
    codes(as_zip(a__csv=content, b__xlsx=zlib.compress(content)), "a.zip")


@FUZZ
@given(dataframes(max_cols=5, max_size=5), st.sampled_from(["firms", "capabilities", "districts"]), st.data())
def test_parquet_of_any_types_is_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, frame: pl.DataFrame, name: str, data: st.DataObject
) -> None:
    folder = tmp_path_factory.mktemp("types")
    columns = data.draw(st.permutations(["firm", "sector", "name", "district", "year"]))
    path = folder / f"{name}.parquet"
    frame.rename(dict(zip(frame.columns, columns, strict=False))).write_parquet(path)

    faults, warnings = check_dataset(folder)
    users(folder, path.read_bytes(), "any.parquet")
    assert all(one.wanted(lang) and one.mend(lang) for one in (*faults, *warnings) for lang in ("zh", "en"))
    assert all(1 <= one.row <= max(frame.height, 1) for one in faults if one.file == path.name and one.row is not None)


TABLE_CELLS = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=6),
    st.sampled_from(
        ["", "wan", "truck", "stated", "made", "Y", "N", "2021", "2099", "9.15E+17", "其中", "1e999", "-1"]
    ),
)


@FUZZ
@given(st.sampled_from(sorted(TABLES)), st.data())
def test_any_cells_in_any_table_of_a_dataset_are_read_or_told(
    tmp_path_factory: pytest.TempPathFactory, table: str, data: st.DataObject
) -> None:
    rows = [dict(row) for row in TABLES[table]]
    for _ in range(data.draw(st.integers(1, 3))):
        row = data.draw(st.sampled_from(rows))
        row[data.draw(st.sampled_from(sorted(row)))] = data.draw(TABLE_CELLS)
    folder = small_dataset(tmp_path_factory.mktemp("cells") / "my", **{table: rows})

    faults, warnings = check_dataset(folder)

    assert all(one.wanted(lang) and one.mend(lang) for one in (*faults, *warnings) for lang in ("zh", "en"))
    assert all(one.row >= 1 for one in (*faults, *warnings) if one.row is not None)
    if not faults:
        read_dataset(folder)


@FUZZ
@given(
    st.lists(st.lists(TABLE_CELLS, min_size=len(ASKED_SECTORS), max_size=len(ASKED_SECTORS)), max_size=5),
    st.sampled_from(["csv", "xlsx"]),
)
def test_any_cells_in_a_filled_review_sheet_are_taken_or_told(
    small: Dataset, cells: list[list[str]], kind: str
) -> None:
    clean = [["".join(sign for sign in cell if sign.isprintable()) for cell in row] for row in cells]
    content, name = (as_xlsx if kind == "xlsx" else as_csv)([ASKED_SECTORS, *clean]), f"a.{kind}"

    with contextlib.suppress(ChainlinkError):
        accepted = accept(small, read_bytes(name, content, find_review_head))
        assert all(one.wanted(lang) and one.mend(lang) for one in accepted.told for lang in ("zh", "en"))


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Dataset:
    return read_dataset(small_dataset(tmp_path_factory.mktemp("small") / "my"))


@pytest.mark.parametrize("sign", ["1", "（", "生产", "1,", "甲"])
def test_a_cell_of_a_hundred_thousand_signs_is_read_in_one_go(sign: str) -> None:
    """A pattern that looks from every sign to the end would take hours here: the test would not end."""
    text = sign * 100_000

    assert proposals.QUANTITY.sub("", text) == text
    assert proposals._REMARK.sub("", text) == text
    assert proposals.ACTS.sub("", text + "甲") == text + "甲"
    assert len(read(as_csv(table("T2", [{**FIRM, "scope": text}])), "a.csv").rows) == 1


def test_a_quantity_is_cut_whole_wherever_it_begins() -> None:
    assert [proposals.QUANTITY.sub("", text) for text in ("年产1,200.5万套灯具", "灯具5千米", ",5套灯具", "1.5.3吨", "a12件")] == [
        "灯具", "灯具", ",灯具", "", "a",
    ]  # fmt: skip
