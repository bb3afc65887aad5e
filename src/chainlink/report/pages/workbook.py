"""The workbook an office hands around: lists of firms, sectors, findings by kind, links, evidence and method."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chainlink.data.writing.table import ADDRESS, DISTRICT, KIND, NUMBER, PLAIN, Column, Record, Table, columns
from chainlink.data.writing.table_files import sheet_names
from chainlink.findings.kinds import SHEETS, several
from chainlink.findings.roots import RootCard, by_root
from chainlink.plain_text import upright
from chainlink.report.formats.workbook_pen import MOST_ROWS, Links, Pen
from chainlink.report.lists.finding_sheets import finding_tables
from chainlink.report.lists.firm_sheets import firms_tables
from chainlink.report.lists.head import box_columns, card_table
from chainlink.report.lists.sheets import Sheets
from chainlink.report.lookup.index import Row, place_of
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Page
from chainlink.report.panels.findings import basis_words
from chainlink.report.panels.panels import Panels

FINDING = (
    "list", "band", "rank", "sector", "other_sector", "kind", "chains", "buyers", "buyer_count", "districts_needing",
    "value", "reasons", "gates", "question",
    "rank_low", "rank_high", "robust", "action", "districts_having", "value_basis", "confidence", "proof", "finding",
)  # fmt: skip
PRINTED = FINDING[: FINDING.index("question") + 1]
"""The columns of a list of findings that are printed; those after them are for the screen."""
COLUMN_KINDS = {
    **dict.fromkeys(("rank", "rank_low", "rank_high", "robust", "seen", "row"), PLAIN),
    **dict.fromkeys(("buyer_count", "value", "number", "count"), NUMBER),
    "kind": KIND, "district": DISTRICT, "url": ADDRESS,
}  # fmt: skip
PROOF = ("finding", "sector", "role", "table", "file", "row", "note", "source", "publisher", "date", "url")
FIRST = (8, 30, 70, 20, 12)
"""How wide the columns of what a head reads first stand."""
ORDER = ("overview", "visits", "cards", "firms", "sectors", *SHEETS, "links", "evidence", "method")


class _Book:
    """Composes the sheets of one workbook and writes them."""

    def __init__(self, wording: Wording, page: Page, chains: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
        self.wording = wording
        self.page = page
        self.sheets = Sheets(wording, Panels(wording, room=0), chains, wording.index.members(chains))
        self.lists = {table.key: table for table in finding_tables(self.sheets)}
        cards = [card for card in by_root(self.sheets.findings) if isinstance(card, RootCard)]
        self.roots = {card.options[0]["finding"]: card for card in cards}
        shown = {record.id for table in self.lists.values() for record in table.records}
        shown |= {row["finding"] for card in cards for row in card.options}
        self.order = [key for key in ORDER if page.first or key not in {"visits", "cards"}]
        further = (*self.sheets.further(), *self.sheets.links_tables()[1:])
        self.further = [table for table in further if table.handed]
        self.findings = {row["finding"]: row for row in rows if row["finding"] in shown}
        self.places: dict[str, int] = {}
        titles = {key: self._say(f"sheet.{key}") for key in self.order} | {
            table.key: table.title for table in self.further
        }
        self.names = dict(zip(titles, sheet_names(titles.values()), strict=True))
        self.homes = {
            finding: self._place(self.names[key], row)
            for key in SHEETS
            for row, (_, record) in enumerate(self._listed(key), start=2)
            for finding in self._options(record.id)
        }

    def _say(self, code: str, **parts: object) -> str:
        return self.wording.say(code, **parts)

    def _place(self, name: str, row: int) -> str:
        quoted = name.replace("'", "''")
        return f"internal:'{quoted}'!A{row}"

    def _options(self, finding: str) -> list[str]:
        """The findings that a line tells: a direction's card all its options."""
        card = self.roots.get(finding)
        return [finding] if card is None else [row["finding"] for row in card.options]

    def _columns(self, *codes: str, naming: Sequence[str] = (), words: str = "sheet_column") -> tuple[Column, ...]:
        return columns({code: self._say(f"{words}.{code}") for code in codes}, kinds=COLUMN_KINDS, naming=naming)

    def _listed(self, key: str) -> Iterator[tuple[str, Record]]:
        """The records of a sheet of findings, each with the list it stands in."""
        return ((part, record) for part in SHEETS[key] if part in self.lists for record in self.lists[part].records)

    # -- findings and what they rest on ---------------------------------------------------------------------------
    def evidence(self) -> Table:
        """The rows and sources every finding rests on, finding by finding, each source on a line of its own."""
        wording = self.wording
        rows: list[Record] = []
        for key, finding in self.findings.items():
            self.places[key] = len(rows) + 2
            for piece in finding["evidence"]:
                if len(rows) >= MOST_ROWS:
                    break
                row = wording.index.rows_by_place(piece["table"]).get((piece["file"], piece["row"])) or {}
                for source in (piece["source"] or "").split(";"):
                    about = wording.index.sources.get(source, {})
                    values = {
                        "finding": key,
                        "sector": finding["words"]["sector"],
                        "role": wording.word("evidence_role", piece["role"]),
                        "table": piece["table"],
                        "file": wording.index.file_of(piece),
                        "row": piece["row"],
                        "note": row.get("note"),
                        "source": about.get("title") or source,
                        **{name: about.get(name) for name in ("publisher", "date", "url")},
                    }
                    rows.append(Record(values, key))
        heads = self._columns(*PROOF, naming=("finding", "sector"))
        return Table("evidence", self.names["evidence"], heads, tuple(rows), brief=PROOF[:-1])

    def findings_sheet(self, key: str) -> Table:
        """A list of findings as findings.json gives them, in the order of the page."""
        records = []
        for part, record in self._listed(key):
            known = self.findings.get(record.id)
            if known and record.id in self.roots:
                options = [self.findings[row["finding"]] for row in self.roots[record.id].options]
                values = {**self._finding(key, part, known), **_card(self.wording, record, options)}
                records.append(Record(values, record.id))
                continue
            records.append(Record(self._finding(key, part, known), record.id) if known else self._observation(record))
        bare = int(not several(key))
        heads = self._columns(*FINDING[bare:], naming=("sector",))
        note = self._say(f"page.{SHEETS[key][0]}_note")
        return Table(key, self.names[key], heads, tuple(records), note, brief=PRINTED[bare:])

    def _finding(self, sheet: str, part: str, row: Mapping[str, Any]) -> Mapping[str, Any]:
        words = row["words"]
        shown = {
            **({"list": self._say(f"book.{part}")} if several(sheet) else {}),
            "robust": None if row["robust"] is None else 100 * row["robust"],
            "buyer_count": len(row["buyers"] or ()),
            "value_basis": basis_words(self.wording, row),
            "question": words["next_question"],
            "action": self.wording.action(row),
            "proof": self._say("page.rests_on", n=len(row["evidence"])),
        }
        return {name: words.get(name, row.get(name)) for name in FINDING} | shown

    def _observation(self, record: Record) -> Record:
        """A record that is no finding: a single source."""
        words = {key: record.values[key] for key in ("sector", "kind", "buyers", "reasons")}
        about = {"list": self._say("book.single"), "chains": self.wording.names("chains", record.chains)}
        return Record(words | about)

    def _links(self) -> Mapping[str, Links]:
        """Where the cells of a sheet lead: a finding to what it rests on and back."""
        proof = self.names["evidence"]
        rests: Links = {"proof": lambda record: self._place(proof, self.places[record.id]) if record.id else ""}
        return {"evidence": {"finding": lambda record: self.homes[record.id]}, **dict.fromkeys(SHEETS, rests)}

    # -- firms, sectors, links -------------------------------------------------------------------------------------
    def firms(self) -> Table:
        """Firms in the order of the page: at work, old material, neighbours and counterparts."""
        wording = self.wording
        heads = self._columns("firm", "legal_name", naming=("firm",))
        heads += self._columns("district", "park", words="column") + self._columns("chains")
        heads += self._columns("makes", "standing", "supplies", "buys", "seen", words="column")
        heads += self._columns("source", "file", "row")
        records = []
        for record in (record for table in firms_tables(self.sheets) for record in table.records):
            firm = wording.index.firms[record.id]
            about = {"legal_name": firm["legal_name"], "chains": wording.names("chains", record.chains)}
            records.append(replace(record, values={**record.values, **about, **self._rests(firm)}))
        return Table("firms", self.names["firms"], heads, tuple(records), self._say("page.firms_note"))

    def _rests(self, row: Row) -> dict[str, Any]:
        titles = (self.wording.index.sources.get(key, {}).get("title") or key for key in row["source"] or ())
        return {"source": self.wording.semi.join(titles), "file": place_of(row), "row": row["row"]}

    def sectors(self) -> Table:
        """Sectors with their state in the region and in every district."""
        table, names = self.sheets.sectors_table(), self.wording.names
        return self._widened(table, ("chains",), lambda record: {"chains": names("chains", record.chains)})

    def links(self) -> Table:
        """Links with what is claimed of them; a joint claim stands once."""
        known = self.wording.index.links
        rests = ("source", "file", "row")
        return self._widened(self.sheets.links_tables()[0], rests, lambda record: self._rests(known[record.id]))

    def _widened(self, table: Table, codes: Sequence[str], more: Callable[[Record], Mapping[str, Any]]) -> Table:
        """Add columns to a table of the page."""
        records = tuple(replace(record, values={**record.values, **more(record)}) for record in table.records)
        return replace(table, columns=table.columns + self._columns(*codes), records=records)

    def cards(self) -> Table:
        """The visit cards, with room to write in who goes, by when, and what came of it."""
        table = card_table(self.wording)
        return replace(table, key="cards", columns=(*table.columns, *box_columns(self.wording)))

    # -- writing ---------------------------------------------------------------------------------------------------
    def write(self) -> bytes:
        """Compose and write every sheet."""
        from chainlink.data.writing.text_book import text_book

        evidence = self.evidence()
        sheets = [self.firms(), self.sectors(), *(self.findings_sheet(key) for key in SHEETS), self.links(), evidence]
        sheets += [*self.further, *([self.cards()] if "cards" in self.order else [])]
        links, out = self._links(), io.BytesIO()
        with text_book(out, title=upright(self.page.title), author="chainlink") as book:
            pen = Pen(book, self.wording, self.page.title)
            pages = {key: book.add_worksheet(name) for key, name in self.names.items()}
            self._overview(pen, pages["overview"], sheets)
            if "visits" in pages:
                title = [self.names["visits"], self.page.byline]
                pen.stack(pages["visits"], title, self.page.first, {}, widest=FIRST)
            for sheet in sheets:
                pen.sheet(pages[sheet.key], sheet, links.get(sheet.key, {}))
            pen.stack(pages["method"], [self._say("page.method_text")], self.page.method, {})
        return out.getvalue()

    def _overview(self, pen: Pen, page: Any, sheets: Sequence[Table]) -> None:
        """The first sheet: what this is, the figures, what the districts share, where to find what."""
        figures = tuple(
            Record({"measure": tile.caption, "number": tile.figure if tile.whole is not None else tile.count})
            for tile in self.page.tiles
        )
        how_to = self._say("book.how_to")
        lines = [self.page.title, self.page.byline, self._say("page.screening"), *self.page.warnings, how_to]
        counts = {sheet.key: len(sheet.records) for sheet in sheets}
        about = [
            (self.names[key], self._say(f"sheet.about_{key}"), counts.get(key))
            for key in self.order
            if key != "overview"
        ]
        about += [(self.names[table.key], table.note, len(table.records)) for table in self.further]
        heads = ("sheet", "holds", "count")
        entries = tuple(Record(dict(zip(heads, entry, strict=True))) for entry in about)
        tables = [
            Table("tiles", self.names["overview"], self._columns("measure", "number"), figures),
            Table("contents", "", self._columns(*heads), entries),
            *(table for table in self.page.tables if table.key == "shared"),
        ]
        pen.stack(page, lines, tables, {"sheet": lambda record: self._place(record.values["sheet"], 1)})


def _card(wording: Wording, record: Record, options: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """What a direction's card says in place of its first option: all options with their ranks before the reasons."""
    values = record.values
    ranks = [row[end] for row in options for end in ("rank_low", "rank_high") if row[end] is not None]
    return {
        **{name: values[name] for name in ("sector", "kind", "gates", "question")},
        "reasons": wording.semi.join((values["options"], values["reasons"])),
        "other_sector": wording.names("sectors", [row["sector"] for row in options]),
        "chains": wording.names("chains", record.chains),
        "districts_having": wording.names("districts", record.districts),
        "rank_low": min(ranks, default=None),
        "rank_high": max(ranks, default=None),
        "robust": None if values["robust"] is None else 100 * values["robust"],
        "buyer_count": None,
        "proof": wording.say("page.rests_on", n=sum(len(row["evidence"]) for row in options)),
        "finding": wording.semi.join(row["finding"] for row in options),
    }


def workbook(wording: Wording, page: Page, chains: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Return the workbook of a page as xlsx: that of ``chains``, with the findings as ``findings_rows`` gives them."""
    return _Book(wording, page, chains, rows).write()
