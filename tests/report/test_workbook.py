"""The workbook an office hands around: what findings.json says, text that stays text, ready to print, the same twice."""

from __future__ import annotations

import io
import re
import zipfile
from functools import cache
from pathlib import Path

import fastexcel
import polars as pl
import pytest

from chainlink import terms
from chainlink.findings import Outcome
from chainlink.findings.kinds import SHEETS
from chainlink.report.formats.workbook_pen import LINKED
from chainlink.report.lists.findings import findings_rows
from chainlink.report.lookup.style import STYLES
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import chain_page, region_page
from chainlink.report.pages.workbook import ORDER, _Book, workbook
from libreoffice import converted
from outcomes import crowded, hostile, packaged

CHINESE = re.compile(r"[一-鿿]")


@cache
def book(which: str = "packaged", lang: str = "zh", chain: str | None = None) -> bytes:
    outcome: Outcome = {"packaged": packaged, "hostile": hostile}[which]()
    wording = Wording(outcome, lang)
    page = chain_page(wording, chain, []) if chain else region_page(wording, [])
    return workbook(wording, page, [chain] if chain else list(wording.index.chains), findings_rows(outcome, lang))


def sheet(content: bytes, name: str) -> pl.DataFrame:
    frame: pl.DataFrame = fastexcel.read_excel(content).load_sheet(name, dtypes="string").to_polars()
    return frame.with_columns(pl.all().replace("", None))  # an empty text and an empty cell say the same


def texts(content: bytes) -> dict[str, list[list[str | None]]]:
    reader = fastexcel.read_excel(content)
    sheets = {
        name: reader.load_sheet(name, header_row=None, dtypes="string").to_polars() for name in reader.sheet_names
    }
    return {name: [[cell or None for cell in row] for row in frame.iter_rows()] for name, frame in sheets.items()}


def parts(content: bytes, pattern: str) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return [opened.read(name).decode() for name in opened.namelist() if re.search(pattern, name)]


def name(key: str, lang: str = "zh") -> str:
    return terms.word(f"sheet.{key}", lang)


def head(key: str) -> str:
    return terms.word(f"sheet_column.{key}")


def test_the_workbook_has_its_sheets_in_their_order() -> None:
    names = fastexcel.read_excel(book()).sheet_names

    assert names[: len(ORDER)] == [name(key) for key in ORDER]
    assert [text.partition("（")[0] for text in names[len(ORDER) :]] == ["信号", "服务、共用设施和股权"]
    assert [name(key) for key in ORDER] == [
        "总览", "走访", "走访卡", "企业清单", "环节清单", "组团项目清单", "补链清单", "弱链清单", "供需对接清单", "邻区协作清单", "延链清单", "配套关系", "依据", "方法",
    ]  # fmt: skip


def test_every_finding_stands_once_and_says_what_findings_json_says() -> None:
    known = {row["finding"]: row for row in findings_rows(packaged())}
    seen = []

    for key in SHEETS:
        for row in sheet(book(), name(key)).iter_rows(named=True):
            if row[head("finding")] is None:
                continue
            first, *others = row[head("finding")].split("；")  # a direction's card tells all its options
            finding = known[first]
            seen += [first, *others]
            assert row[head("band")] == finding["band"]
            assert row[head("rank")] == str(finding["rank"])
            robust = min(known[one]["robust"] for one in (first, *others))
            assert float(row[head("robust")]) == pytest.approx(100 * robust)
            if finding["kind"] == "extension":
                assert all(known[one]["words"]["sector"] in row[head("reasons")] for one in (first, *others))
                assert bool(others) or row[head("question")] == finding["words"]["next_question"]
                continue
            assert row[head("reasons")] == finding["words"]["reasons"]
            assert (row[head("question")] or "") == finding["words"]["next_question"]
            assert int(row[head("buyer_count")]) == len(finding["buyers"] or ())
            assert row[head("value")] is None or float(row[head("value")]) == finding["value"]

    assert sorted(seen) == sorted(known)


def test_the_leads_come_by_band_and_the_do_not_chase_list_after_them() -> None:
    rows = sheet(book(), name("leads"))
    lists = rows[head("list")].to_list()

    assert lists == sorted(
        lists, key=[terms.word(f"book.{key}") for key in ("leads", "parts", "projects", "leave")].index
    )
    chased = rows.filter(pl.col(head("list")) == terms.word("book.leads"))[head("band")].to_list()
    assert chased == sorted(chased, key="甲乙丙丁".index)
    assert set(rows.filter(pl.col(head("list")) == terms.word("book.leave"))[head("band")]) <= {"丙", "丁"}


def test_a_finding_leads_to_its_evidence_and_the_evidence_leads_back() -> None:
    evidence = sheet(book(), name("evidence"))
    ids = evidence[head("finding")].to_list()
    (leads,) = parts(book(), f"worksheets/sheet{ORDER.index('leads') + 1}.xml")
    (back,) = parts(book(), f"worksheets/sheet{ORDER.index('evidence') + 1}.xml")
    places = {
        int(row): int(at)
        for row, at in re.findall(rf"ref=\"[A-Z]+(\d+)\" location=\"'{name('evidence')}'!A(\d+)\"", leads)
    }

    rows = sheet(book(), name("leads"))[head("finding")].to_list()
    assert len(places) == len(rows)
    for row, finding in enumerate(rows, start=2):
        assert ids[places[row] - 2] == finding
    at = ids.index(rows[0]) + 2
    assert f'ref="A{at}" location="\'{name("leads")}\'!A2"' in back


def test_the_evidence_names_every_row_of_findings_json() -> None:
    rows = sheet(book(), name("evidence"))
    shown = set(rows.select(head("finding"), head("file"), head("row")).iter_rows())

    assert shown == {
        (row["finding"], one["file"], str(one["row"])) for row in findings_rows(packaged()) for one in row["evidence"]
    }


def test_a_joint_claim_is_written_once() -> None:
    claims = sheet(book(), name("links"))[terms.word("column.claims")].drop_nulls().to_list()

    assert sum("1,900 万元（" in one for one in claims) == 1


def test_lists_keep_their_heads_filter_and_print_on_a_lying_page() -> None:
    for number, key in enumerate(ORDER, start=1):
        (xml,) = parts(book(), f"worksheets/sheet{number}.xml$")
        assert 'orientation="landscape"' in xml
        assert 'fitToWidth="1"' in xml or "fitToPage" in xml
        if key not in {"overview", "visits", "method"}:
            assert 'state="frozen"' in xml
            assert "<autoFilter" in xml
            assert 'paperSize="8"' in xml
    (names,) = parts(book(), "workbook.xml$")
    assert names.count("_xlnm.Print_Titles") == len(ORDER) - 3 + 2  # signals, and what is no supply


def test_only_what_can_be_read_on_paper_is_printed() -> None:
    named = parts(book(), r"xl/workbook\.xml")[0]
    area = re.search(r"Print_Area[^>]*>'?补链清单'?!\$A\$1:\$([A-Z])\$", named)
    assert area

    heads = texts(book())["补链清单"][0]
    printed, kept = heads[: ord(area[1]) - 64], heads[ord(area[1]) - 64 :]

    assert {"环节", "谁需要", "理由", "门槛", "下一步要问"} <= set(printed)
    assert {"编号", "位次下限", "依据（行）"} <= set(kept)


def test_the_colours_are_those_of_the_page() -> None:
    (styles,) = parts(book(), "styles.xml")
    rules = re.findall(r"<dxf>.*?</dxf>", styles)

    for state in ("near", "outsourced", "missing"):
        wanted = STYLES[state].fill.lstrip("#"), STYLES[state].text.lstrip("#")
        assert any(f"FF{wanted[0]}" in rule and f"FF{wanted[1]}" in rule for rule in rules), state


def test_text_like_a_formula_stays_text_and_only_sources_are_linked() -> None:
    content = book("hostile")

    assert not [xml for xml in parts(content, "worksheets/sheet") if re.search(r"<f[ >]", xml)]
    for one, outcome in ((content, hostile()), (book(), packaged())):
        linked = [url for xml in parts(one, "worksheets/_rels") for url in re.findall(r'Target="([^"]+)"', xml)]
        known = {row["url"] for row in outcome.dataset.tables["sources"].iter_rows(named=True)}
        assert {url.replace("&amp;", "&") for url in linked} <= known
    assert linked
    assert 'quotePrefix="1"' in parts(content, "styles.xml")[0]
    for bad in (
        "javascript:alert(1)",
        "file:///etc/passwd",
        "=HYPERLINK(1)",
        "http://a b",
        'https://x"y',
        "internal:A1",
    ):
        assert not LINKED.fullmatch(bad)


@pytest.mark.parametrize("which", ["packaged", "hostile"])
def test_libreoffice_reads_back_the_same_cells(which: str, tmp_path: Path) -> None:
    source = tmp_path / "chainlink.xlsx"
    source.write_bytes(book(which, chain="lighting") if which == "hostile" else book())

    (result,) = (file.read_bytes() for file in converted("xlsx", tmp_path / "out", source))

    assert texts(result) == texts(source.read_bytes())
    assert not [xml for xml in parts(result, "worksheets/sheet") if re.search(r"<f[ >]", xml)]


def test_equal_input_gives_equal_bytes() -> None:
    again = book.__wrapped__()

    assert again == book()


def test_a_chain_has_a_workbook_of_its_own_findings() -> None:
    content = book(chain="lighting")
    known = {row["finding"] for row in findings_rows(packaged()) if "lighting" in row["chains"]}
    lines = [line for key in SHEETS for line in sheet(content, name(key))[head("finding")].drop_nulls()]

    assert {one for line in lines for one in line.split("；")} == known


def test_an_english_workbook_has_english_headings() -> None:
    for key in ORDER:
        if key not in {"overview", "visits", "method"}:
            columns = sheet(book(lang="en"), name(key, "en")).columns
            assert not [one for one in columns if CHINESE.search(one.replace("万元", ""))]


def test_a_list_that_closes_a_page_opens_its_sectors_in_a_crowd_and_the_workbook_composes_no_panel() -> None:
    wording = Wording(crowded(firms=600, links=900))
    page = region_page(wording, [])
    (content,) = (table for table in page.tables if table.key == "local_content")
    panels = _Book(wording, page, list(wording.index.chains), []).sheets.panels.found

    assert content.records
    assert all(record.panel in page.panels for record in content.records)
    assert [key for key in panels if key.startswith(("f:", "l:", "s:", "g:"))] == []
