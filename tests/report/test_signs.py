"""Signs that turn the direction of the text after them stay out of every file for people, and hide no formula."""

import io
import json
import zipfile

import pytest

from chainlink.data.writing.review_sheet import review_book
from chainlink.data.writing.table import listed
from chainlink.data.writing.table_files import as_csv, as_json, as_xlsx
from chainlink.plain_text import TURNING
from chainlink.report.pages.brief import brief, brief_bytes
from outcomes import hostile, report

SIGNS = "".join(map(chr, (0x200E, 0x200F, 0x061C, *range(0x202A, 0x202F), *range(0x2066, 0x206A))))
NAME = f"{SIGNS}=cmd 甲{SIGNS}厂"


def turned(content: bytes) -> bool:
    """Whether such a sign stands in a file, or in any part of it where it is packed."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as opened:
            return any(turned(opened.read(name)) for name in opened.namelist())
    return any(sign in content.decode("utf-8", "ignore") for sign in SIGNS)


def test_the_rule_knows_every_sign_that_unicode_has_for_turning() -> None:
    assert {sign for sign in map(chr, range(0x110000)) if TURNING.fullmatch(sign)} == set(SIGNS)


def test_no_file_of_a_report_turns_its_text() -> None:
    assert any(sign in name for name in hostile().dataset.tables["firms"]["name"] for sign in SIGNS)
    files = [file for file in report("hostile").rglob("*") if file.is_file()]

    assert {".html", ".svg", ".xlsx", ".docx", ".csv", ".json", ".graphml", ".gexf"} <= {file.suffix for file in files}
    assert [file.name for file in files if turned(file.read_bytes())] == []


@pytest.mark.parametrize("form", ["docx", "html"])
def test_no_page_to_take_along_turns_its_text(form: str) -> None:
    assert not turned(brief_bytes(brief(hostile(), "led_driver"), form))


def test_a_formula_behind_such_a_sign_is_defused_all_the_same() -> None:
    listing = listed(NAME, {"name": NAME}, [{"name": NAME}])

    assert as_csv(listing).decode("utf-8-sig").splitlines() == ["'=cmd 甲厂", "'=cmd 甲厂"]
    assert json.loads(as_json(listing)) == [{"name": "=cmd 甲厂"}]
    assert not turned(as_xlsx([listing]))
    with zipfile.ZipFile(io.BytesIO(as_xlsx([listing]))) as opened:
        assert 'quotePrefix="1"' in opened.read("xl/styles.xml").decode()
    assert not turned(review_book({"sectors": [{"firm": "a", "name": NAME}]}))
