"""The analyst's report in Word, of the region or a chain: conclusions, maps, ranked gaps and their proof, method."""

import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from chainlink.data.writing.table import KIND, Column, Record, Table
from chainlink.findings.bands import counts
from chainlink.findings.kinds import LISTS
from chainlink.findings.states import BLANK
from chainlink.report.formats.emf import Picture, metafile
from chainlink.report.formats.svg import draw_map
from chainlink.report.formats.word import Cell, Part, Writer, fitting, ordinal
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.style import STYLES, VERIFIED
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Page
from chainlink.report.panels.findings import GATE_SIGNS, amount_words, basis_words, gate_sign

HIGH, HIGH_REGION, UPRIGHT = 12.2, 14.6, 20.0
"""How high a map may stand on a lying page, in a chain and in the region, and on an upright one, in centimetres."""
MARGIN = 2.0
STANDING, LYING = (21.0 - 2 * MARGIN, UPRIGHT), (29.7 - 2 * MARGIN, HIGH)
"""The room for a map on an upright and on a lying page: how wide and how high, in centimetres."""
READABLE = 0.6
"""Drawn at this share of its size on the screen a map can still be read."""
SIZE = 10.5
"""五号, the size of running text in points: a reader leafs through fewer pages."""
WIDE_LINE = 55
"""So many Chinese characters fill a line of a lying page."""
LEFT_OUT = {
    **dict.fromkeys(("first", *LISTS), ("where", "reasons", "gates", "robust")),
    "firms": ("supplies", "buys", "seen"),
    "links": ("link_sectors", "grade"),
    "sectors": ("role",),
}
"""The columns of a table for which a page of Word has no room."""
TOLD_BELOW = ("question",)
"""The columns of a list whose every finding is told in full below it."""
MOST_LINES = 60
OUTRIGHT = GATE_SIGNS["pass"]
COUNTED = re.compile(r"\s*[（(]\d[^（()）]*[）)]$")
"""How many there are, at the end of the title of a list."""
TOP = {"trip": ("where", ("who", "decides")), "call": ("who", ("decides",)), "declined": ("what", ())}
"""What the conclusions name of a list of the head, and what they say of it in brackets."""
TOLD_ABOVE = ("trip", "trust")
"""The lists of the head that the conclusions tell in full."""


class _Maps:
    """The maps of composed pages as pictures, each drawn once."""

    def __init__(self, wording: Wording, pages: Mapping[str, Page]) -> None:
        self.wording = wording
        self.pages = pages
        self._drawn: dict[str, Picture] = {}

    def picture(self, key: str) -> Picture:
        """Return the map of a page."""
        if key not in self._drawn:
            self._drawn[key] = metafile(draw_map(self.pages[key].chart, self.wording, alone=True))
        return self._drawn[key]

    def lies(self, key: str) -> bool:
        """Whether the map of a page needs a lying page: an upright one would make it too small to read."""
        if not self.pages[key].chart.layout.cards:
            return False
        picture = self.picture(key)
        upright, lying = (fitting(picture, *room) for room in (STANDING, LYING))
        return upright < min(READABLE, lying)


class _Sources:
    """The sources of findings, numbered as they are first named."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording
        self._numbers: dict[str, int] = {}

    def proof(self, row: Row) -> str:
        """Name the rows a finding rests on, and their sources by number."""
        evidence = self.wording.results.evidence.get(row["finding"], ())
        places = rows_by_file(self.wording, evidence)
        keys = dict.fromkeys(key for row in evidence for key in (row["source"] or "").split(";") if key)
        marks = "".join(f"[{self._number(key)}]" for key in keys)
        return self.wording.semi.join(places) + (f" {marks}" if marks else "")

    def _number(self, key: str) -> int:
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def write(self, writer: Writer) -> None:
        """Write the sources that were named, in their order."""
        wording = self.wording
        writer.text(wording.say("office.sources_text"))
        for key, place in self._numbers.items():
            row = wording.index.sources.get(key, {})
            parts = [row.get("title") or key, row.get("publisher"), row.get("date"), row.get("url")]
            writer.note(f"[{place}] " + wording.say("page.clause").join(str(part) for part in parts if part))


class _Letter:
    """Writes the report from composed pages.

    ``top`` is the level of a list's heading: below the chain's in the report of the region, else the first.
    """

    def __init__(self, wording: Wording, pages: Mapping[str, Page], title: str, top: int = 3) -> None:
        self.wording = wording
        self.pages = pages
        self.top = top
        self.rows: dict[str, Row] = {row["finding"]: row for row in wording.results.findings}
        self.written: dict[str, str] = {}
        self.sources = _Sources(wording)
        self.notes: dict[str, str] = {}
        self.maps = _Maps(wording, pages)
        self.writer = Writer(title, wording.lang, foot=self._say("foot"), body=SIZE, margin=MARGIN)
        self.heading = title

    def _say(self, code: str, **parts: object) -> str:
        return self.wording.say(f"office.{code}", **parts)

    def _part(self, place: int, code: str) -> None:
        self.writer.heading(self._say("part", n=ordinal(place, self.wording.lang), title=self._say(code)), 1)

    def write(self) -> bytes:
        """Write the whole report of the region."""
        writer, index = self.writer, self.pages["index"]
        self._begin(index, index.byline, depth=2)
        self._part(1, "overview")
        self._overview(index)
        for place, chain in enumerate((key for key in self.pages if key != "index"), start=1):
            if self.maps.lies(chain):
                writer.turn(wide=True)
            if place == 1:
                self._part(2, "by_chain")
            name = self.wording.name("chains", chain)
            writer.heading(self._say("section", n=ordinal(place, self.wording.lang), title=name), 2)
            self._chain(chain, room=HIGH - (1.6 if place == 1 else 0))
        self._part(3, "method")
        self._method(index.method)
        self._part(4, "sources")
        self.sources.write(writer)
        return writer.save()

    def write_chain(self, chain: str) -> bytes:
        """Write the report of one chain."""
        writer, page = self.writer, self.pages[chain]
        region = self.wording.names("districts", self.wording.index.region)
        self._begin(page, f"{region} · {page.byline}", depth=1)
        if self.maps.lies(chain):
            writer.turn(wide=True)
        self._chain(chain, room=HIGH_REGION - 1)
        writer.heading(self._say("method"), 1)
        self._method(table for table in page.method if table.key in {"data", "coverage"})
        writer.note(self._say("method_more"))
        writer.heading(self._say("sources"), 1)
        self.sources.write(writer)
        return writer.save()

    def _begin(self, page: Page, below: str, depth: int) -> None:
        self.writer.title(self.heading, below)
        if page.key == "index":
            self.writer.heading(self._say("conclusions"), 1)
            self._conclusions(page)
        self.writer.text(self.wording.say("page.screening"))
        self.writer.contents(depth)

    def _conclusions(self, page: Page) -> None:
        """Write how things stand, where to go, whom to call, what to leave alone and how far to trust it."""
        writer, findings = self.writer, self.wording.results.findings
        region = self.wording.names("districts", self.wording.index.region)
        writer.text(
            self._summary(page, region), self._say("bands", n=len(findings), **counts(row["band"] for row in findings))
        )
        for table in page.first:
            lines = self.wording.semi.join(conclusions(self.wording, table))
            writer.item(Cell(self._say("of_list", title=table.title) if lines else table.title, bold=True), lines)

    # -- the region ----------------------------------------------------------------------------------------------
    def _summary(self, page: Page, what: str) -> str:
        of = self._say("summary_of")
        figures = {tile.key: tile.figure + ("" if tile.whole is None else of) for tile in page.tiles}
        return self._say("summary", what=what, **figures)

    def _overview(self, page: Page) -> None:
        writer = self.writer
        for warning in page.warnings:
            writer.text(warning)
        for table in page.first:
            if table.key not in TOLD_ABOVE:
                write_first(writer, table)
        tables = {table.key: table for table in page.tables}
        for key in ("shared", "first", "coverage_top"):
            if key in tables:
                writer.caption("table", tables[key].title)
                write_table(writer, tables[key])
                go_on(writer, self.wording, list_note(self.wording, tables[key]), len(tables[key].records))
            if key == "shared" and page.chart.layout.cards:
                if lying := self.maps.lies("index"):
                    writer.turn(wide=True)
                self._map(page, self._say("region_map_caption"), HIGH_REGION if lying else UPRIGHT)
                writer.note(self._say("map_note"))
                if lying:
                    writer.turn(wide=False)

    def _map(self, page: Page, caption: str, high: float) -> None:
        self.writer.picture(self.maps.picture(page.key), page.chart.title, high=high)
        self.writer.caption("figure", caption)

    # -- a chain -------------------------------------------------------------------------------------------------
    def _chain(self, chain: str, room: float) -> None:
        writer, page, name = self.writer, self.pages[chain], self.wording.name("chains", chain)
        writer.text(self._summary(page, name))
        for warning in page.warnings:
            writer.text(warning)
        if page.chart.layout.cards:
            lying = self.maps.lies(chain)
            room -= sum(1 + len(warning) // WIDE_LINE for warning in page.warnings) * 0.85
            self._map(page, self._say("map_caption", name=name), max(room, HIGH / 2) if lying else UPRIGHT)
            if lying:
                writer.turn(wide=False)
        tables = {table.key: table for table in page.tables}
        shown = [entry for entry in LISTS.values() if entry.id in tables]
        for entry in shown:
            if entry.in_full:
                self._findings(tables[entry.id], chain)
        for entry in shown:
            if entry.declines:
                self._leave(tables[entry.id])
        listed = [entry.id for entry in shown if not entry.in_full and not entry.declines]
        own = [tables[key] for key in (*listed, "sectors", "links", "firms") if key in tables]
        for table in (*own, *(table for table in page.tables if table.handed)):
            self._list(table)
        if any(key in tables for key in ("stale", "others")):
            self.notes.setdefault(self._say("full_list"), self.wording.say("sheet.firms"))

    def _list(self, table: Table, left_out: Sequence[str] = ()) -> None:
        """Write a list of a chain; what its note says of all such lists is said once, with the method."""
        self.writer.heading(table.title, self.top)
        write_table(self.writer, table, left_out)
        self._note(table)

    def _note(self, table: Table) -> None:
        self.notes.setdefault(list_note(self.wording, table), table.title)
        go_on(self.writer, self.wording, "", len(table.records))

    def _findings(self, table: Table, chain: str) -> None:
        writer = self.writer
        if not table.records:
            writer.heading(table.title, self.top)
            writer.text(self._say("none"))
            return
        self._list(table, TOLD_BELOW)
        findings = [record for record in table.records if record.id in self.rows]
        before = sorted(
            (record for record in findings if record.id in self.written), key=lambda record: self.written[record.id]
        )
        for elsewhere, group in groupby(before, lambda record: self.written[record.id]):
            names = self.wording.joint.join(record.values["sector"] for record in group)
            writer.text(self._say("elsewhere", chain=self.wording.name("chains", elsewhere), names=names))
        for record in findings:
            if record.id not in self.written:
                self.written[record.id] = chain
                self._in_full(record.values, self.rows[record.id])

    def _in_full(self, values: Row, row: Row) -> None:
        """Tell a finding: reasons, what to ask; below, in small, how sure it is, its gates and what it rests on."""
        wording, writer = self.wording, self.writer
        place = f" {values['rank']}" if values["rank"] else ""
        writer.heading(f"{values['band']}{place}　{wording.noted(values['sector'], values['kind'])}", self.top + 1)
        writer.text(Cell(self._say("reasons"), bold=True), wording.reasons(row) or wording.say("page.none_recorded"))
        if values["question"]:
            writer.text(Cell(self._say("next"), bold=True), values["question"])
        small = {"sure": how_sure(wording, row), "gates": gate_words(wording, row), "proof": self.sources.proof(row)}
        for code, text in small.items():
            if text:
                writer.note(self._say(code) + text)

    def _leave(self, table: Table) -> None:
        """The do-not-chase list: each with the gate that closes it."""
        wording, writer = self.wording, self.writer
        writer.heading(table.title, self.top)
        rows = [left_row(wording, record, self.rows[record.id]) for record in table.records[:MOST_LINES]]
        heads = [column.heading for column in table.columns if column.key in {"band", "sector", "buyers"}]
        writer.table([*heads, self._say("why_not")], rows, (1, 4, 6, 7))
        self._note(table)

    # -- method ------------------------------------------------------------------------------------------
    def _method(self, tables: Iterable[Table]) -> None:
        writer, wording = self.writer, self.wording
        writer.text(wording.say("page.method_text"))
        self.notes.pop("", None)
        if self.notes:
            writer.heading(self._say("reading"), 3)
        for note, title in self.notes.items():
            writer.item(Cell(self._say("of_list", title=COUNTED.sub("", title)), bold=True), note)
        for table in tables:
            writer.heading(table.title, 3)
            write_table(writer, table)
            go_on(writer, wording, list_note(wording, table), len(table.records))


def conclusions(wording: Wording, table: Table) -> list[str]:
    """Return what the conclusions say of each line of a list of the head; of what changed its title says enough."""
    if table.key == "trust":
        return [f"{record.values['point']} · {record.values['words']}" for record in table.records]
    if table.key not in TOP:
        return []
    name, beside = TOP[table.key]
    values = [record.values for record in table.records]
    return [wording.noted(row[name], wording.joint.join(row[key] for key in beside)) for row in values]


def left_row(wording: Wording, record: Record, row: Row) -> list[str]:
    """Word a line of the do-not-chase list: its band, sector and buyers, and the gate that closes it."""
    shut = [wording.reason("gate_reason", gate) for gate in row["gates"] or () if gate["verdict"] == "fail"]
    cells = [record.values[key] for key in ("band", "sector", "buyers")]
    return [*cells, wording.semi.join(shut) or record.values["reasons"]]


def gate_words(wording: Wording, row: Row) -> str:
    """Word the gates of a finding, each with its sign; the reason of one that it passes outright is left out."""
    words = []
    for gate in row["gates"] or ():
        sign = gate_sign(gate)
        reason = "" if sign == OUTRIGHT else wording.reason("gate_reason", gate)
        words.append(" ".join(filter(None, (wording.word("gate", gate["gate"]), sign, reason))))
    return wording.semi.join(words)


def how_sure(wording: Wording, row: Row) -> str:
    """Say how sure a finding is: amount or none, confidence, on what the flow rests, how far the rank holds."""
    amount = amount_words(wording, row)
    parts = (
        wording.say(
            "office.value" if amount else "office.value_unknown", value=amount, basis=basis_words(wording, row)
        ),
        wording.word("confidence", row["confidence"]),
        wording.word("flow_basis", row["flow_basis"]),
        wording.rank_range(row),
    )
    return wording.semi.join(filter(None, parts))


def rows_by_file(wording: Wording, evidence: Iterable[Row]) -> list[str]:
    """Name the rows of some evidence file by file, and sheet by sheet."""
    places: dict[str, set[int]] = {}
    for piece in evidence:
        places.setdefault(wording.index.file_of(piece), set()).add(piece["row"])
    return [
        wording.say("office.rows_of", file=file, n=len(rows), rows=", ".join(map(str, sorted(rows))))
        for file, rows in sorted(places.items())
    ]


def letter(wording: Wording, pages: Mapping[str, Page]) -> bytes:
    """Return the report as docx; ``pages`` are the composed pages, ``index`` first, then the chains."""
    title = wording.say("office.report_title", region=wording.names("districts", wording.index.region))
    return _Letter(wording, pages, title).write()


def chain_letter(wording: Wording, page: Page) -> bytes:
    """Return the report of one chain as docx, from the chain's composed page."""
    title = wording.say("office.chain_report_title", chain=wording.both("chains", page.key))
    return _Letter(wording, {page.key: page}, title, top=1).write_chain(page.key)


def write_table(writer: Writer, table: Table, left_out: Sequence[str] = ()) -> None:
    """Write the columns of a table for which there is room and that hold something.

    ``left_out`` are columns that are told elsewhere.
    """
    records = [record for record in table.records if table.key != "sectors" or record.state != BLANK]
    shown = [
        column
        for column in table.columns
        if column.key not in (*LEFT_OUT.get(table.key, ()), *left_out)
        and (not records or any(column.words(record.values.get(column.key)) for record in records))
    ]
    shares = [_share(column, records) for column in shown]
    rows = [[_cell(column, record) for column in shown] for record in records[:MOST_LINES]]
    writer.table([column.heading for column in shown], rows, shares)


def list_note(wording: Wording, table: Table) -> str:
    """Return how a list is to be read; in Word the lists of findings have a note shorter than on a page."""
    return wording.say(f"page.{table.key}_note") if table.key in LISTS else table.note


def write_first(writer: Writer, table: Table) -> None:
    """Write what a head reads first: a heading, or the line that says it all, and its lines."""
    writer.caption("table", table.title)
    rows = [table.words(record) for record in table.records]
    if rows:
        writer.table(table.headings, rows, [_share(column, table.records) for column in table.columns])


def _cell(column: Column, record: Record) -> Part:
    """Word a value: the state that a sector is drawn in bears the colours of the map, a verified gap is red."""
    text, style = column.words(record.values.get(column.key)), STYLES.get(record.state)
    if column.key == "state" and style:
        return Cell(text, style.fill.lstrip("#"), style.text.lstrip("#"))
    if column.kind == KIND and record.tone == "red":
        return Cell(text, ink=VERIFIED.text.lstrip("#"), bold=True)
    return text


def _share(column: Column, records: Sequence[Record]) -> float:
    """How much of the width a column wants: the length of its usual text, half of its heading's, in bounds."""
    lengths = sorted(len(column.words(record.values.get(column.key))) for record in records) or [0]
    head = len(column.heading)
    usual = max(lengths[len(lengths) * 4 // 5], min(head, 4), head // 2, 2)
    return float(min(usual, 26)) + 2.2


def go_on(writer: Writer, wording: Wording, note: str, count: int) -> None:
    """Write the note of a table of ``count`` lines, and that it goes on where it does."""
    more = wording.say("page.list_goes_on", n=MOST_LINES, all=count) if count > MOST_LINES else ""
    if text := "　".join(part for part in (note, more) if part):
        writer.note(text)
