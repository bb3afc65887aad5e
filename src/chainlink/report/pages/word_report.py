"""The analyst's report in Word, of the region or of one chain: map, ranked gaps, what they rest on, method, sources."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from chainlink.data.writing.table import KIND, Column, Record, Table
from chainlink.findings.bands import counts
from chainlink.findings.kinds import LISTS
from chainlink.findings.states import BLANK
from chainlink.report.formats.emf import metafile
from chainlink.report.formats.svg import draw_map
from chainlink.report.formats.word import Cell, Part, Writer, ordinal
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.style import STYLES, VERIFIED
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Page
from chainlink.report.panels.findings import amount_words, basis_words, gate_sign

HIGH, HIGH_REGION = 12.2, 14.6
"""How high a map may stand on a lying page, in centimetres."""
WIDE_LINE = 55
"""So many Chinese characters fill a line of a lying page."""
LEFT_OUT = {
    **dict.fromkeys(("first", *LISTS), ("where", "reasons", "gates", "robust")),
    "firms": ("supplies", "buys", "seen"),
    "links": ("link_sectors", "grade"),
    "sectors": ("role",),
}
"""The columns of a table for which a page of Word has no room."""
MOST_LINES = 60


class _Letter:
    """Writes the report from composed pages; sources are numbered as they are first named.

    ``top`` is the level of a list's heading: below the chain's in the report of the region, else the first.
    """

    def __init__(self, wording: Wording, pages: Mapping[str, Page], title: str, top: int = 3) -> None:
        self.wording = wording
        self.pages = pages
        self.top = top
        self.rows: dict[str, Row] = {row["finding"]: row for row in wording.results.findings}
        self.written: dict[str, str] = {}
        self.sources: dict[str, int] = {}
        self.writer = Writer(title, wording.lang, foot=self._say("foot"))
        self.heading = title
        self.about = ""

    def _say(self, code: str, **parts: object) -> str:
        return self.wording.say(f"office.{code}", **parts)

    def _part(self, place: int, code: str) -> None:
        self.writer.heading(self._say("part", n=ordinal(place, self.wording.lang), title=self._say(code)), 1)

    def write(self) -> bytes:
        """Write the whole report of the region."""
        writer, index = self.writer, self.pages["index"]
        self._begin(index.byline, depth=2)
        writer.turn(wide=False)
        self._part(1, "overview")
        self._overview(index)
        for place, chain in enumerate((key for key in self.pages if key != "index"), start=1):
            writer.turn(wide=bool(self.pages[chain].chart.layout.cards))
            if place == 1:
                self._part(2, "by_chain")
            name = self.wording.name("chains", chain)
            writer.heading(self._say("section", n=ordinal(place, self.wording.lang), title=name), 2)
            self._chain(chain, room=HIGH - (1.6 if place == 1 else 0))
        writer.turn(wide=False)
        self.about = ""
        self._part(3, "method")
        self._method(index.method)
        self._part(4, "sources")
        self._source_list()
        return writer.save()

    def write_chain(self, chain: str) -> bytes:
        """Write the report of one chain."""
        writer, page = self.writer, self.pages[chain]
        self._begin(f"{self.wording.names('districts', self.wording.index.region)} · {page.byline}", depth=1)
        writer.turn(wide=bool(page.chart.layout.cards))
        self._chain(chain, room=HIGH_REGION - 1)
        self.about = ""
        writer.heading(self._say("method"), 1)
        self._method(table for table in page.method if table.key in {"data", "coverage"})
        writer.note(self._say("method_more"))
        writer.heading(self._say("sources"), 1)
        self._source_list()
        return writer.save()

    def _begin(self, below: str, depth: int) -> None:
        self.writer.title(self.heading, below)
        self.writer.text(self.wording.say("page.screening"))
        self.writer.contents(depth)

    # -- the region ----------------------------------------------------------------------------------------------
    def _summary(self, page: Page, what: str) -> str:
        of = self._say("summary_of")
        figures = {tile.key: tile.figure + ("" if tile.whole is None else of) for tile in page.tiles}
        return self._say("summary", what=what, **figures)

    def _overview(self, page: Page) -> None:
        writer, findings = self.writer, self.wording.results.findings
        region = self.wording.names("districts", self.wording.index.region)
        writer.text(
            self._summary(page, region), self._say("bands", n=len(findings), **counts(row["band"] for row in findings))
        )
        for warning in page.warnings:
            writer.text(warning)
        for table in page.first:
            write_first(writer, table)
        tables = {table.key: table for table in page.tables}
        for key in ("shared", "first", "coverage_top"):
            if key in tables:
                write_table(writer, self.wording, tables[key], self.about)
            if key == "shared" and page.chart.layout.cards:
                writer.turn(wide=True)
                self._map(page, self._say("region_map_caption"), HIGH_REGION)
                writer.note(self._say("map_note"))
                writer.turn(wide=False)

    def _map(self, page: Page, caption: str, high: float) -> None:
        picture = metafile(draw_map(page.chart, self.wording, alone=True))
        self.writer.picture(picture, page.chart.title, high=high)
        self.writer.caption("figure", caption)

    # -- a chain -------------------------------------------------------------------------------------------------
    def _chain(self, chain: str, room: float) -> None:
        writer, page, name = self.writer, self.pages[chain], self.wording.name("chains", chain)
        self.about = f"{name} · "
        writer.text(self._summary(page, name))
        for warning in page.warnings:
            writer.text(warning)
        if page.chart.layout.cards:
            room -= sum(1 + len(warning) // WIDE_LINE for warning in page.warnings) * 0.85
            self._map(page, self._say("map_caption", name=name), max(room, HIGH / 2))
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
            writer.heading(table.title, self.top)
            write_table(writer, self.wording, table, self.about)
        if any(key in tables for key in ("stale", "others")):
            writer.note(self._say("full_list"))

    def _findings(self, table: Table, chain: str) -> None:
        writer = self.writer
        writer.heading(table.title, self.top)
        if not table.records:
            writer.text(self._say("none"))
            return
        write_table(writer, self.wording, table, self.about)
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
        """Tell a finding: reasons, how sure, gates, what to ask, what it rests on."""
        wording, writer = self.wording, self.writer
        place = f" {values['rank']}" if values["rank"] else ""
        writer.heading(f"{values['band']}{place}　{wording.noted(values['sector'], values['kind'])}", self.top + 1)
        writer.text(Cell(self._say("reasons"), bold=True), wording.reasons(row) or wording.say("page.none_recorded"))
        writer.text(Cell(self._say("sure"), bold=True), how_sure(wording, row))
        gates = wording.semi.join(
            f"{wording.word('gate', gate['gate'])} {gate_sign(gate)} {wording.reason('gate_reason', gate)}"
            for gate in row["gates"] or ()
        )
        for code, text in (("gates", gates), ("next", values["question"]), ("proof", self._proof(row))):
            if text:
                writer.text(Cell(self._say(code), bold=True), text)

    def _proof(self, row: Row) -> str:
        evidence = self.wording.results.evidence.get(row["finding"], ())
        places = rows_by_file(self.wording, evidence)
        keys = dict.fromkeys(key for row in evidence for key in (row["source"] or "").split(";") if key)
        marks = "".join(f"[{self._source(key)}]" for key in keys)
        return self.wording.semi.join(places) + (f" {marks}" if marks else "")

    def _source(self, key: str) -> int:
        return self.sources.setdefault(key, len(self.sources) + 1)

    def _leave(self, table: Table) -> None:
        """The do-not-chase list: each with the gate that closes it."""
        wording, writer = self.wording, self.writer
        writer.heading(table.title, self.top)
        rows = []
        for record in table.records[:MOST_LINES]:
            gates = self.rows[record.id]["gates"] or ()
            shut = wording.semi.join(wording.reason("gate_reason", gate) for gate in gates if gate["verdict"] == "fail")
            cells = [record.values[key] for key in ("band", "sector", "buyers")]
            rows.append((*cells, shut or record.values["reasons"]))
        heads = [column.heading for column in table.columns if column.key in {"band", "sector", "buyers"}]
        writer.caption("table", self.about + table.title)
        writer.table([*heads, self._say("why_not")], rows, (1, 4, 6, 7))
        go_on(writer, wording, table.note, len(table.records))

    # -- method, sources ------------------------------------------------------------------------------------------

    def _method(self, tables: Iterable[Table]) -> None:
        self.writer.text(self.wording.say("page.method_text"))
        for table in tables:
            self.writer.heading(table.title, 3)
            write_table(self.writer, self.wording, table, self.about)

    def _source_list(self) -> None:
        writer, wording = self.writer, self.wording
        writer.text(self._say("sources_text"))
        for key, place in self.sources.items():
            row = wording.index.sources.get(key, {})
            parts = [row.get("title") or key, row.get("publisher"), row.get("date"), row.get("url")]
            writer.note(f"[{place}] " + wording.say("page.clause").join(str(part) for part in parts if part))


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


def write_table(writer: Writer, wording: Wording, table: Table, about: str) -> None:
    """Write the columns of a table for which there is room and that hold something, caption above, note below."""
    records = [record for record in table.records if table.key != "sectors" or record.state != BLANK]
    shown = [
        column
        for column in table.columns
        if column.key not in LEFT_OUT.get(table.key, ())
        and (not records or any(column.words(record.values.get(column.key)) for record in records))
    ]
    writer.caption("table", about + table.title)
    shares = [_share(column, records) for column in shown]
    rows = [[_cell(column, record) for column in shown] for record in records[:MOST_LINES]]
    writer.table([column.heading for column in shown], rows, shares)
    note = wording.say(f"page.{table.key}_note") if table.key in LISTS else table.note
    go_on(writer, wording, note, len(records))


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
