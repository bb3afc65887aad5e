"""What a person sees counts in other tables, forms and languages too: hidden cells and sheets, private signs, zips."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from tests.data.test_seen import columns, made, remarks
from tests.small import small_dataset

from chainlink.data.read import read_dataset
from chainlink.data.readers import read_bytes, read_tables
from chainlink.data.readers import table as raw_table
from chainlink.data.readers.signs import TODAY
from chainlink.data.writing.dataset_files import write_dataset
from chainlink.intake.exports.headings import find_head, find_names


def test_a_share_that_its_format_hides_is_read_in_an_english_sheet_and_told_with_its_cell() -> None:
    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Shares")
        sheet.write_row(0, 0, ["Company", "District", "Output (10,000 yuan)"])
        sheet.write_row(1, 0, ["Acme Works", "Kaizhou"])
        sheet.write_number(1, 2, 12, book.add_format({"num_format": ";;;@"}))
        sheet.write_row(2, 0, ["Beta Works", "Kaizhou", 7])

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as outside:
        outside.writestr("shares.xlsx", made(fill))

    (table,) = read_bytes("all.zip", out.getvalue(), find_head)

    assert columns(table)["Output (10,000 yuan)"] == ["12", "7"]
    assert remarks(table) == [("hidden_cells", "C2")]


def test_a_hidden_sheet_of_a_dataset_is_read_or_left_by_whether_another_holds_its_table(tmp_path: Path) -> None:
    path = tmp_path / "data.xlsx"
    write_dataset(read_dataset(small_dataset(tmp_path / "small")), path, "xlsx", lang="en")
    book = openpyxl.load_workbook(path)
    book["links"].sheet_state = "hidden"
    again = book.copy_worksheet(book["firms"])
    again.title, again.sheet_state = "Firms ", "veryHidden"
    book.save(path)

    found = read_dataset(path)

    told = {(one.sheet, one.code) for one in found.warnings if one.code.startswith("hidden_sheet")}
    assert ("links", "hidden_sheet_read") in told
    assert ("Firms ", "hidden_sheet") in told
    assert found.tables["firms"].height == len(set(found.tables["firms"]["firm"]))
    assert found.tables["links"].height > 0


@pytest.mark.parametrize("form", ["gbk.csv", "list.xlsx"])
def test_every_private_sign_of_gbk_is_todays_in_a_list_of_suppliers(form: str) -> None:
    old = "".join(TODAY)
    heads = ("Supplier", "Address")

    def listed(sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(0, 0, heads)
        sheet.write_row(1, 0, (f"甲{old}厂", old[::-1]))

    if form.endswith("csv"):
        content = "\n".join((",".join(heads), f"甲{old}厂,{old[::-1]}")).encode("gb18030")
    else:
        content = made(lambda book: listed(book.add_worksheet()))

    (table,) = read_bytes(form, content, find_head)

    new = "".join(TODAY.values())
    assert table.frame.row(0)[:2] == (f"甲{new}厂", "".join(TODAY[sign] for sign in reversed(old)))
    assert len(TODAY) > 1


def test_an_entry_that_states_more_than_all_files_may_hold_is_refused_unopened(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(raw_table, "FILE_LIMIT", 1)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as outside:
        outside.writestr("Suppliers.tsv", "Supplier\tDistrict\nAcme\tKaizhou\n" + "\n" * 600_000)
        outside.writestr("Clients.csv", "Company,District\nBeta,Kaizhou\n" + "\n" * 600_000)
    (tmp_path / "names.zip").write_bytes(out.getvalue())

    tables = read_tables(tmp_path / "names.zip", find_names)

    assert [(one.code, one.value) for table in tables for one in table.faults] == [("too_large", "1 MB")]
    assert [table.frame.height for table in tables] == [0]
