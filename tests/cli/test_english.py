"""English all through: no Chinese is left in any fixed word of any file or command, and no term is missing."""

from __future__ import annotations

import html
import io
import json
import re
import zipfile
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl
import pytest
import typer
from typer.testing import CliRunner

from chainlink import terms
from chainlink.cli.app import _worded, app
from chainlink.units import known_units
from outcomes import packaged, report

CHINESE = re.compile(r"[\u3400-\u9fff（），。；：、]+")
# What stays Chinese in English: a band where it stands alone as an id, units and their numerals, the card's own words
# explained in a note.
KEPT = re.compile(r'^[甲乙丙丁]$|"[甲乙丙丁]"|[十百千万亿]*(?:元|套|吨)|万元|亿元|产业链配套')
CUT = re.compile(r"[^…\s]+…")
WRAPPED = re.compile(r'<text[^>]*class="t1"[^>]*>.*?</text>', re.DOTALL)


@cache
def names_of_the_data() -> tuple[str, ...]:
    """Every string of the dataset that holds Chinese, whole and by the parts of a list, longest first."""
    data = packaged().dataset
    found = {data.title, data.licence, data.note, data.version, *known_units()}
    for frame in data.tables.values():
        for name in frame.columns:
            column = frame[name]
            if isinstance(column.dtype, pl.List):
                column = column.explode()
            if column.dtype == pl.String:
                found |= set(column.drop_nulls())
    parts = {line for text in found for line in re.split(r"[;；\n]", text)}
    return tuple(sorted((text for text in found | parts if CHINESE.search(text)), key=len, reverse=True))


@cache
def by_their_beginning() -> dict[str, list[str]]:
    """The strings of the data by their first two characters, so that a text is held against few of them."""
    found: dict[str, list[str]] = {}
    for name in names_of_the_data():
        found.setdefault(name[:2], []).append(name)
    return found


@cache
def without_names(text: str) -> str:
    """The text without the data's own strings, the longest taken out first, and without what stays Chinese."""
    rest = CUT.sub(" ", text.replace("\n", ""))
    if CHINESE.search(rest):
        begun = by_their_beginning()
        pieces = {rest[at : at + size] for at in range(len(rest)) for size in (1, 2)}
        for name in sorted((name for piece in pieces for name in begun.get(piece, ())), key=len, reverse=True):
            rest = rest.replace(name, " ")
    return KEPT.sub(" ", rest)


def left(texts: Iterable[str], *more: str) -> dict[str, str]:
    """What is Chinese in ``texts`` once the data's own strings (and ``more``) are taken out: the text -> what is left."""
    found = {}
    for text in dict.fromkeys(texts):
        rest = without_names(text)
        for name in more:
            rest = rest.replace(name, " ")
        if CHINESE.search(rest):
            found[text] = " ".join(CHINESE.findall(rest))
    return found


def strings(value: Any) -> Iterator[str]:
    """Every string of a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from (key, *(strings(part) if key != "tails" else ()))  # what the names of many firms end with
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


def of_markup(text: str) -> Iterator[str]:
    """Every text and attribute of HTML, SVG or XML; a script's data as its strings; a name broken over lines is left out."""
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    for kind, inside in re.findall(r"<script([^>]*)>(.*?)</script>", text, re.DOTALL):
        if "application/json" in kind:
            given = json.loads(inside)
            given.get("search", {}).pop("readings", None)  # the signs of names, each by itself, to be found by
            yield from strings(given)
    text = WRAPPED.sub("", re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL))
    for tag, inside in re.findall(r"(<[^>]*>)([^<]*)", text):
        yield from (html.unescape(one) for one in re.findall(r'"([^"]*)"', tag))
        yield html.unescape(inside)


def of_package(content: bytes) -> Iterator[str]:
    """Every text of a workbook or a Word file; a run of text that the format cuts up is put together by paragraph."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        for name in package.namelist():
            if name.endswith((".xml", ".rels")) and "fontTable" not in name:
                text = package.read(name).decode("utf-8")
                fonts = r'w:(?:ascii|hAnsi|eastAsia|cs)="[^"]*"|typeface="[^"]*"|<(?:w:font|name|charset) [^>]*>'
                text = re.sub(fonts, "", text)
                if name.startswith("word/"):
                    for paragraph in text.split("</w:p>"):
                        yield html.unescape("".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", paragraph)))
                    text = re.sub(r"<w:t(?: [^>]*)?>[^<]*</w:t>", "", text)
                yield from of_markup(text)


def texts_of(file: Path) -> Iterator[str]:
    """Every text of a file of a report."""
    kind = file.suffix
    if kind in {".html", ".svg", ".graphml", ".gexf"}:
        yield from of_markup(file.read_text(encoding="utf-8"))
    elif kind in {".xlsx", ".docx"}:
        yield from of_package(file.read_bytes())
    elif kind == ".json":
        yield from strings(json.loads(file.read_text(encoding="utf-8")))
    elif kind == ".csv":
        frame = pl.read_csv(file, infer_schema=False)
        yield from (*frame.columns, *(value for column in frame for value in column.drop_nulls()))


@cache
def files() -> dict[str, Path]:
    folder = report(lang="en")
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}


def test_no_fixed_word_of_any_file_of_a_report_is_chinese() -> None:
    found = {name: list(left(texts_of(path)).items())[:4] for name, path in files().items()}

    assert {"index.html", "lighting.html", "lighting.svg", "findings.csv"} <= set(files())
    assert {name: rest for name, rest in found.items() if rest} == {}


COMMANDS = [
    ("gaps", "--format", "csv"),
    ("gaps", "--format", "json"),
    ("gaps", "--for", "开州", "--format", "csv"),
    ("visits", "--answers", "3", "--format", "csv"),
    ("firm", "千能实业", "--format", "csv"),
    ("firm", "雷士照明", "--format", "csv"),
    ("sector", "auto_stamping", "--format", "csv"),
    ("sector", "lt_lamp_indoor", "--format", "csv"),
    ("diff", "--as-of", "2020", "--as-of", "2024", "--format", "csv"),
    ("diff", "--as-of", "2020", "--as-of", "2024", "--format", "html"),
    ("template", "study"),
    ("check",),
    ("gaps", "--chain", "nowhere"),
    ("gaps", "--format", "pdf"),
    ("firm", "nobody"),
    ("diff",),
    ("check", "no-such-folder"),
]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_no_fixed_word_of_a_commands_answer_is_chinese(words: tuple[str, ...]) -> None:
    done = CliRunner().invoke(app, [*words, "--lang", "en"])
    told = done.output if done.exception is None or isinstance(done.exception, SystemExit) else done.exception.say("en")  # type: ignore[attr-defined]  # a fault of the call words itself
    given = [word for word in words if CHINESE.search(word)]

    assert told.strip() or words == ("check",)
    shown = of_markup(told) if told.startswith("<!DOCTYPE") else re.split(r"[,\n]", told)
    assert left(shown, *given) == {}


def test_no_help_is_chinese() -> None:
    asked = re.compile(r"Example: .*|(?:such as|like|named) [^();]*|[甲乙丙丁]")
    group = _worded(typer.main.get_command(app), "en")
    helps = [group.help or ""]
    for command in group.commands.values():
        helps += [command.help or "", *(getattr(one, "help", None) or "" for one in command.params)]

    assert [text for text in helps if CHINESE.search(KEPT.sub("", asked.sub("", text)))] == []


def test_an_english_page_calls_itself_english_and_shows_the_chinese_name_beside_the_english() -> None:
    text = files()["lighting.html"].read_text(encoding="utf-8")
    sector = next(
        row for row in packaged().dataset.tables["sectors"].iter_rows(named=True) if row["sector"] == "led_driver"
    )

    assert '<html lang="en">' in text
    assert f"{sector['name_en']} {sector['name']}" in html.unescape(text)


def test_no_english_name_is_cut_on_a_card() -> None:
    cut = []
    for name, path in files().items():
        if name.endswith(".svg"):
            cut += re.findall(r'class="t1"[^>]*>([A-Z][^<]*…)<', path.read_text(encoding="utf-8"))

    assert cut == []


def test_every_word_differs_where_it_is_chinese() -> None:
    same = [
        code for code, (chinese, english) in terms._words().items() if chinese == english and CHINESE.search(chinese)
    ]

    assert same == []
