"""The words of a brief: firms with their districts, findings in a line, links from one side, what all rests on."""

from collections import Counter
from collections.abc import Iterable, Sequence

from chainlink.findings.roots import RootCard, by_root
from chainlink.report.lookup.index import Row, place_of
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.roots import root_line

FEW = 5
"""So many lines stand in a block of the page; what goes on says so."""
NEED = ("needed", "needed_common", "bought", "weak_buyers", "through", "with_project", "extension_makers")


class BriefWords:
    """Words what the findings, the states and the tables hold for a page to take along."""

    def __init__(self, wording: Wording) -> None:
        self.wording = wording

    def say(self, code: str, **parts: object) -> str:
        """Say something of a brief."""
        return self.wording.say(f"brief.{code}", **parts)

    def firms(self, keys: Iterable[str] | None) -> str:
        """Name firms with their districts."""
        return self.wording.few([self.seated(key) for key in keys or ()], FEW + 1)

    def seated(self, key: str, code: str = "buyer") -> str:
        """Name a firm with its district."""
        wording = self.wording
        district = wording.name("districts", wording.index.district_of(key)) or self.say("nothing_known")
        return self.say(code, firm=wording.name("firms", key), district=district)

    def buyer(self, key: str) -> str:
        """Name a buyer with its district and who decides its purchasing."""
        decides = self.wording.index.firms[key]["purchasing"] if key in self.wording.index.firms else None
        return self.seated(key, f"buyer_{decides}" if decides in {"hq", "local"} else "buyer")

    def reasons(self, rows: Iterable[Row], codes: Sequence[str]) -> list[str]:
        """Word those reasons of some findings that are of these codes, in the order of the codes."""
        reasons = [reason for row in rows for reason in row["reasons"] or ()]
        return [self.wording.reason("reason", reason) for code in codes for reason in reasons if reason["code"] == code]

    def open_gates(self, rows: Iterable[Row]) -> list[str]:
        """Word the gates of some findings that are not passed."""
        wording = self.wording
        return [
            wording.gate(gate)
            for row in rows
            for gate in row["gates"] or ()
            if gate["verdict"] != "pass" or gate["code"] == "captive_blank"
        ]

    def verdict(self, row: Row) -> str:
        """Say what a finding is, and what is to be done about it."""
        wording = self.wording
        heading = f"{wording.word('band', row['band'])} · {wording.word('kind', row['kind'])}"
        action = wording.action(row)
        return f"{heading} → {action}" if action else heading

    def evidence(self, rows: Iterable[Row], own: Iterable[Row] = ()) -> tuple[str, ...]:
        """What the page rests on: rows by file, and the first sources."""
        wording = self.wording
        proof = [piece for row in rows for piece in wording.results.evidence.get(row["finding"], ())]
        named = [key for piece in proof for key in (piece["source"] or "").split(";")]
        keys = dict.fromkeys(key for key in [*named, *(key for record in own for key in record["source"] or ())] if key)
        places = {(wording.index.file_of(piece), piece["row"]) for piece in proof}
        places |= {(place_of(record), record["row"]) for record in own}
        files = Counter(file for file, _ in places)
        by_file = wording.joint.join(self.say("rows_in", file=file, n=n) for file, n in sorted(files.items()))
        known = (wording.index.sources.get(key, {}) for key in keys)
        titles = ([row.get(name) for name in ("title", "publisher", "date")] for row in known)
        sources = [wording.say("page.clause").join(str(part) for part in parts if part) for parts in titles]
        return (self.say("rows", n=len(places), files=by_file), *sources)

    def questions(self, rows: Iterable[Row]) -> list[str]:
        """Word the next questions of some findings."""
        return [self.wording.question(row["next_question"]) for row in rows]

    def subject(self, row: Row) -> str:
        """Name what a finding is about."""
        return self.wording.subject(row)

    def marked(self, row: Row) -> str:
        """Name a finding with its band."""
        return f"{self.wording.word('band_mark', row['band'])} {self.subject(row)}"

    def lines(self, rows: Iterable[Row]) -> list[str]:
        """Findings in a line each, directions a line per root and kind of move with their options."""
        cards = by_root(rows)
        return [root_line(self.wording, card) if isinstance(card, RootCard) else self.line(card) for card in cards]

    def line(self, row: Row) -> str:
        """A finding in a line: band, sector, who would need it or what it builds on."""
        reasons = self.reasons([row], (*NEED[:-1], "extension_forward", "extension_sibling", "extension_by_product"))
        return self.wording.told(self.marked(row), self.wording.semi.join(reasons))

    def trade(self, link: Row, end: str, written: set[str]) -> str:
        """A link from one side: the other firm, what, and what is claimed of it; a joint claim is told once."""
        wording = self.wording
        texts = [
            wording.claim_once(claim, written) for claim in wording.index.claims_of.get(("links", link["link"]), ())
        ]
        what = link["product"] or wording.names("sectors", link["sectors"]) or wording.say("page.product_unknown")
        return wording.told(
            self.seated(link[end]), wording.semi.join([what, *(texts or [wording.say("page.no_amount")])])
        )
