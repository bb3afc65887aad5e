"""The report in Word: styles, contents, captions, maps and what every finding rests on; pages LibreOffice can print."""

from __future__ import annotations

import io
import re
import struct
import subprocess
import zipfile
from functools import cache
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st

from browser import need
from chainlink.findings import Outcome
from chainlink.findings.kinds import LISTS
from chainlink.report.formats.emf import metafile
from chainlink.report.formats.svg import draw_map
from chainlink.report.formats.word import Cell, Writer, ordinal
from chainlink.report.formats.word_look import BODY, HEAD
from chainlink.report.lists.findings import findings_rows
from chainlink.report.lookup.wording import Wording
from chainlink.report.pages.compose import chain_page, region_page
from chainlink.report.pages.word_report import chain_letter, letter
from chainlink.report.panels.document import Page
from libreoffice import converted, pages_of
from outcomes import hostile, packaged


@cache
def pages(which: str = "packaged", lang: str = "zh") -> dict[str, Page]:
    outcome: Outcome = {"packaged": packaged, "hostile": hostile}[which]()
    wording = Wording(outcome, lang)
    chains = [chain for chain in wording.index.chains if wording.index.roles.get(chain)]
    return {"index": region_page(wording, [])} | {chain: chain_page(wording, chain, []) for chain in chains}


@cache
def report(which: str = "packaged", lang: str = "zh") -> bytes:
    outcome: Outcome = {"packaged": packaged, "hostile": hostile}[which]()
    return letter(Wording(outcome, lang), pages(which, lang))


HEADS = ("先跑三趟：", "先打五个电话：", "三件先不做：", "能信到什么程度：")
ENGLISH = ("Three trips first: ", "Five calls first: ", "Three to leave alone: ", "How far to trust it: ")


def told(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    return "\n".join(
        "".join(one.text or "" for one in p.iter(qn("w:t"))) for p in document.element.body.iter(qn("w:p"))
    )


def test_every_chain_is_a_heading_and_stands_in_the_contents() -> None:
    document = docx.Document(io.BytesIO(report()))
    heads = {level: [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"] for level in (1, 2, 3)}
    listed = [p for p in document.element.body.iter(qn("w:p")) if p.find(qn("w:hyperlink")) is not None]
    wording = Wording(packaged())

    assert heads[1] == ["结论", "一、区域总览", "二、产业链分述", "三、方法与数据", "四、来源"]
    assert [one.split("）")[1] for one in heads[2]] == [
        wording.name("chains", key) for key in pages() if key != "index"
    ]
    assert ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in listed] == [
        p.text for p in document.paragraphs if p.style.name in {"Heading 1", "Heading 2"}
    ]


def test_the_contents_are_finished_as_they_stand_and_no_programme_asks_to_renew_them() -> None:
    document = docx.Document(io.BytesIO(report()))
    fields = [(one.text or "").split() for one in document.element.body.iter(qn("w:instrText"))]
    marks = {one.get(qn("w:name")) for one in document.element.body.iter(qn("w:bookmarkStart"))}
    links = [one.get(qn("w:anchor")) for one in document.element.body.iter(qn("w:hyperlink"))]
    listed = [p.text for p in document.paragraphs if p.style.name in {"toc 1", "toc 2"}]

    assert fields == [["TOC", "\\o", '"1-2"', "\\n", "\\h", "\\z", "\\u"]]  # \\n: without page numbers, renewed or not
    assert document.settings.element.find(qn("w:updateFields")) is None
    assert links
    assert set(links) <= marks
    assert len(listed) == len(links)
    assert not [text for text in listed if "\t" in text or text.endswith(tuple("0123456789"))]


def test_a_chain_has_a_report_of_its_own_with_its_leads_as_headings() -> None:
    document = docx.Document(io.BytesIO(chain_letter(Wording(packaged()), pages()["lighting"])))
    heads = {level: [p.text for p in document.paragraphs if p.style.name == f"Heading {level}"] for level in (1, 2)}

    assert document.paragraphs[0].text == "绿色照明产业链配套分析报告"
    assert heads[1][-2:] == ["方法与数据", "来源"]
    assert any("LED驱动电源（外购）" in head for head in heads[2])


def test_each_map_is_a_picture_with_a_caption_and_words_for_a_screen_reader() -> None:
    with zipfile.ZipFile(io.BytesIO(report())) as opened:
        pictures = [name for name in opened.namelist() if name.endswith(".emf")]
        content = opened.read("word/document.xml").decode()
    drawn = [page.chart.title for page in pages().values() if page.chart.layout.cards]

    assert len(pictures) == len(drawn)
    assert re.findall(r'<wp:docPr id="\d+" name="map\d+" descr="([^"]*)"', content) == drawn
    figures = re.findall(r"SEQ 图 .*?<w:t>(\d+)</w:t>", content)
    assert figures == [str(number) for number in range(1, len(drawn) + 1)]


def test_every_lead_is_told_once_with_its_reasons_doubt_question_and_rows() -> None:
    text = told(report())
    listed = {
        record.panel
        for page in pages().values()
        for table in page.tables
        if table.key in [one.id for one in LISTS.values() if one.in_full]
        for record in table.records
    }

    for row in findings_rows(packaged()):
        if f"g:{row['finding']}" not in listed:
            continue
        assert text.count(f"理由：{row['words']['reasons']}") == 1
        assert f"下一步：{row['words']['next_question']}" in text
        low, high = row["rank_low"], row["rank_high"]
        assert ("位次不变" if low == high else f"位次在 {low} 到 {high} 之间") in text
    assert len(re.findall(r"^依据：.* 第 .* 行", text, re.MULTILINE)) == text.count("\n把握：")


def test_chinese_stands_in_its_usual_type() -> None:
    styles = docx.Document(io.BytesIO(report())).styles
    fonts = {
        name: styles[name].element.rPr.rFonts.get(qn("w:eastAsia")) for name in ("Body Text", "Heading 1", "Caption")
    }

    assert fonts == {"Body Text": BODY[0], "Heading 1": HEAD[0], "Caption": HEAD[0]} == {
        "Body Text": "仿宋", "Heading 1": "黑体", "Caption": "黑体",
    }  # fmt: skip
    assert styles["Body Text"].font.size.pt == 10.5
    assert styles["Body Text"].element.pPr.find(qn("w:ind")).get(qn("w:firstLineChars")) == "200"
    with zipfile.ZipFile(io.BytesIO(report())) as opened:
        assert "FangSong" in opened.read("word/fontTable.xml").decode()


def test_tables_repeat_their_heads_and_never_break_a_row() -> None:
    document = docx.Document(io.BytesIO(report()))

    for table in document.tables:
        first = table._tbl.tr_lst[0]
        assert first.trPr.find(qn("w:tblHeader")) is not None
        assert all(row.trPr.find(qn("w:cantSplit")) is not None for row in table._tbl.tr_lst)


def test_hostile_names_stay_text() -> None:
    with zipfile.ZipFile(io.BytesIO(report("hostile"))) as opened:
        names, content = opened.namelist(), opened.read("word/document.xml").decode()

    assert "</script>" not in content
    assert not [name for name in names if name.endswith((".bin", ".js", ".html"))]
    assert "r:id" not in re.sub(r'<w:footerReference[^>]*r:id="[^"]*"/>', "", content)  # no outside links


def test_equal_input_gives_equal_bytes_and_no_thumbnail() -> None:
    again = letter(Wording(packaged()), pages())

    assert again == report()
    with zipfile.ZipFile(io.BytesIO(again)) as opened:
        assert {entry.date_time for entry in opened.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not [name for name in opened.namelist() if "thumbnail" in name]


def test_an_english_report_has_english_headings() -> None:
    document = docx.Document(io.BytesIO(report(lang="en")))

    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == [
        "Conclusions", "1. The region", "2. Chain by chain", "3. Method and data", "4. Sources",
    ]  # fmt: skip


@pytest.mark.parametrize(("lang", "heads"), [("zh", HEADS), ("en", ENGLISH)])
def test_the_report_opens_with_where_to_go_whom_to_call_and_how_far_to_trust_it(
    lang: str, heads: tuple[str, ...]
) -> None:
    paragraphs = docx.Document(io.BytesIO(report(lang=lang))).paragraphs
    first = next(place for place, p in enumerate(paragraphs) if p.style.name == "Heading 1")
    opening = [p.text for p in paragraphs[first + 1 : first + 7]]
    lines = {head: next(text for text in opening if text.startswith(head)) for head in heads}
    named = {table.key: table.records for table in pages(lang=lang)["index"].first}

    assert len(named["trip"]) == 3
    assert len(named["call"]) == 5
    for head, key, column in zip(
        heads, ("trip", "call", "declined", "trust"), ("where", "who", "what", "words"), strict=True
    ):
        assert [record.values[column] for record in named[key] if record.values[column] not in lines[head]] == []
    assert sum(map(len, opening)) < 900 * (1 if lang == "zh" else 3)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_how_a_list_is_read_is_said_once_at_the_end(lang: str) -> None:
    paragraphs = [p.text for p in docx.Document(io.BytesIO(report(lang=lang))).paragraphs]
    wording = Wording(packaged(), lang)
    method = next(place for place, text in enumerate(paragraphs) if text == wording.say("office.reading"))

    for code in ("page.leads_note", "page.packages_note", "office.full_list"):
        said = [place for place, text in enumerate(paragraphs) if wording.say(code) in text]
        assert len(said) == 1, code
        assert said[0] > method


@pytest.mark.slow
def test_libreoffice_prints_every_page_with_something_on_it(tmp_path: Path) -> None:
    source = tmp_path / "chainlink.docx"
    source.write_bytes(report())

    (pdf,) = converted("pdf", tmp_path / "out", source)
    printed = pages_of(pdf)
    subprocess.run([need("pdftoppm"), "-r", "30", "-f", "1", "-l", "6", "-png", pdf, tmp_path / "page"], check=True)

    assert len(pages()) < len(printed) <= 58
    assert "目录" in "".join(printed[0].split()), "the conclusions leave room on the first page"
    bare = [number for number, text in enumerate(printed, start=1) if len(text.split()) < 6]
    assert bare == []
    assert all(file.stat().st_size > 1500 for file in tmp_path.glob("page*.png"))
    figures = [text for text in printed if "产业链配套图谱" in text and "服务与环节待查" in text]
    assert figures, "the words of the maps are text in the print"


@pytest.mark.parametrize("chain", ["equipment", "lighting", "home"])
def test_a_metafile_is_a_chain_of_whole_records(chain: str) -> None:
    svg = draw_map(pages()[chain].chart, Wording(packaged()), alone=True)

    picture = metafile(svg)
    kinds, place = [], 0
    while place < len(picture.content):
        kind, size = struct.unpack_from("<2I", picture.content, place)
        assert size % 4 == 0
        kinds.append(kind)
        place += size
    size, records, handles = struct.unpack_from("<2IH", picture.content, 48)

    assert place == size == len(picture.content)
    assert (len(kinds), kinds[0], kinds[-1]) == (records, 1, 14)
    assert picture.content[40:44] == b" EMF"
    assert kinds.count(84) == len(re.findall(r"<text[^>]*>[^<]*\S", svg))  # every text is written
    assert handles == 1 + sum(kind in {39, 82, 95} for kind in kinds)


@given(st.text(max_size=60), st.integers(1, 99))
@settings(max_examples=25, deadline=None)
def test_any_text_makes_a_document_that_opens(text: str, number: int) -> None:
    writer = Writer(text, "zh")
    writer.heading(f"{ordinal(number, 'zh')}、{text}", 1)
    writer.text(Cell(text, bold=True), text)
    writer.table(("甲", "乙"), [(text, Cell(text, "FFF6F6", "B00D27"))], (1, 2))

    opened = docx.Document(io.BytesIO(writer.save()))

    assert len(opened.tables) == 1


def test_chapters_count_as_people_do() -> None:
    assert [ordinal(number, "zh") for number in (1, 10, 11, 20, 23)] == ["一", "十", "十一", "二十", "二十三"]
    assert ordinal(11, "en") == "11"
