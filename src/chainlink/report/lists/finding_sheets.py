"""The tables of findings on a page: each list in its order, what it rests on, what stands beside it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from chainlink import terms
from chainlink.data.writing.table import Record, Table, columns
from chainlink.findings.bands import CHASE
from chainlink.findings.kinds import LISTS, FindingList, by_list, kind_of
from chainlink.findings.roots import RootCard, by_root
from chainlink.report.lists.sheets import COLUMN_KINDS, Sheets
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.reason_words import reason_words
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.findings import finding_panel, gate_line
from chainlink.report.panels.roots import card_values, root_panel
from chainlink.report.panels.sectors import sector_panel
from chainlink.terms import number

MOST_FULL = 150
"""So many findings of a list of a page say why; after them leads stand in short, and what is no lead is counted."""
AT_LENGTH = ("reasons", "gates", "question")
SHARED_BY = 3
"""So many findings at least bear a reason that their list says once."""


def finding_tables(sheets: Sheets) -> list[Table]:
    """The lists of findings of a chain, in the order of the table of lists; one of gaps stands even where empty."""
    rows = by_list(sheets.findings)
    tables = []
    for entry in LISTS.values():
        title = _list_title(sheets, entry)
        note = sheets.say(f"{entry.id}_note") + (_unrelated(sheets.wording) if entry.studies else "")
        table = findings_table(sheets, entry.id, title, rows[entry.id], note, folded=entry.folded)
        tables.append(replace(table, records=(*table.records, *_single_sources(sheets))) if entry.observed else table)
    return [table for table in tables if table.records or LISTS[table.key].proves]


def findings_table(
    sheets: Sheets, key: str, title: str, rows: Iterable[Row], note: str = "", *, folded: bool = False
) -> Table:
    """List findings, each with what it asks and what it rests on; a reason of nearly all stands once, in the note."""
    listed = list(rows)
    cards = by_root(listed)
    if cards and all(isinstance(card, RootCard) for card in cards):
        return _roots_table(sheets, key, title, cards, note, folded=folded)
    shared = shared_reasons(listed)
    codes = ("band", "rank", "sector", "kind", "buyers", "where", "reasons", "gates", "robust", "question")
    heads = sheets.columns(*codes, naming=("sector",), long=("reasons", "question"))
    apart = "" if sheets.wording.lang == "zh" else " "
    note = apart.join(part for part in (note, *_shared(sheets.wording, shared)) if part)
    cut = MOST_FULL if sheets.panels.room else len(cards)
    records = [_line(sheets, card, shared) for card in cards[:cut]]
    records += [
        _short(record) for record in (_line(sheets, card, shared) for card in cards[cut:]) if record.band in CHASE
    ]
    if len(records) < len(cards):
        note += apart + sheets.say("folded_findings", shown=len(records), n=len(cards) - len(records))
    return Table(key, title, heads, tuple(records), note, folded)


def _short(record: Record) -> Record:
    """A lead far down a long list: what it is about, and not why."""
    return replace(record, values={**record.values, **dict.fromkeys(AT_LENGTH, "")})


def _roots_table(
    sheets: Sheets, key: str, title: str, cards: Iterable[Any], note: str = "", *, folded: bool = False
) -> Table:
    """List directions, a line per root and kind of move with its options inside."""
    codes = {"band": "band", "rank": "rank", "sector": "root", "kind": "move", "options": "options"}
    codes |= {"buyers": "root_firms"} | {code: code for code in ("where", "reasons", "gates", "robust", "question")}
    heads = {code: sheets.wording.say(f"column.{word}") for code, word in codes.items()}
    made = columns(heads, kinds=COLUMN_KINDS, long=("options", "reasons", "question"), naming=("sector",))
    return Table(key, title, made, tuple(_root(sheets, card) for card in cards), note, folded)


def _line(sheets: Sheets, card: Any, shared: Mapping[str, Mapping[str, Any]]) -> Record:
    """A line of a list of several kinds: a finding, or a direction's card with its options before its reasons."""
    if not isinstance(card, RootCard):
        return _finding(sheets, card, shared)
    record = _root(sheets, card)
    reasons = sheets.wording.semi.join((record.values["options"], record.values["reasons"]))
    return replace(record, values={**record.values, "reasons": reasons})


def _root(sheets: Sheets, card: RootCard) -> Record:
    wording, options = sheets.wording, card.options
    having = tuple(dict.fromkeys(key for row in options for key in row["districts_having"] or ()))
    values = card_values(wording, card) | {"buyers": sheets.few(card.firms), "where": _initials(wording, having)}
    state = wording.results.states.get((card.root, "region"))
    return Record(
        values,
        options[0]["finding"],
        root_panel(sheets.panels, card),
        having,
        tuple(dict.fromkeys(key for row in options for key in row["chains"] or ())),
        state["state"] if state else "",
        options[0]["band"] or "",
    )


def shared_reasons(rows: Sequence[Row]) -> dict[str, Mapping[str, Any]]:
    """Return the reasons that nearly all findings of a list bear alike but for their sector: by code, what they share.

    A reason counts where the list has a word for it, three findings bear it and they are two in three.
    """
    bearing: dict[tuple[str, str], int] = {}
    for row in rows:
        for reason in row["reasons"] or ():
            if reason["code"] in terms.choices("reason_shared"):
                at = (reason["code"], _apart(reason))
                bearing[at] = bearing.get(at, 0) + 1
    enough = {at for at, count in bearing.items() if count >= SHARED_BY and 3 * count >= 2 * len(rows)}
    return {code: json.loads(parts) for code, parts in enough}


def _apart(reason: Row) -> str:
    """Return the parts of a reason but the sector, as text that can be compared."""
    parts = {key: value for key, value in json.loads(reason["parts"] or "{}").items() if key != "sector"}
    return json.dumps(parts, ensure_ascii=False, sort_keys=True)


def _shared(wording: Wording, shared: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Word what a list says once for all that bear it."""
    return [reason_words(f"reason_shared.{code}", parts, wording.name, wording.lang) for code, parts in shared.items()]


def _list_title(sheets: Sheets, entry: FindingList) -> str:
    """Name a list; one of gaps by what it rests on: verified ones, a survey that is wanting, or leads to check."""
    if not entry.proves:
        return sheets.say(entry.id)
    if sheets.wording.results.survey_wanting:
        return sheets.say(f"{entry.id}_survey")
    return sheets.say(f"{entry.id}_verified" if any(kind_of(row).verified for row in sheets.findings) else entry.id)


def _finding(sheets: Sheets, row: Row, shared: Mapping[str, Mapping[str, Any]]) -> Record:
    wording = sheets.wording
    own = [
        reason
        for reason in row["reasons"] or ()
        if reason["code"] not in shared or json.loads(_apart(reason)) != shared[reason["code"]]
    ]
    rank = str(row["rank"] or "")
    if row["rank_low"] is not None and row["rank_low"] != row["rank_high"]:
        rank = wording.noted(rank, f"{row['rank_low']}–{row['rank_high']}")
    values = {
        "band": wording.word("band_mark", row["band"]),
        "rank": rank,
        "rank_at": row["rank"],
        "rank_low": row["rank_low"],
        "rank_high": row["rank_high"],
        "sector": wording.subject(row, both=True),
        "kind": wording.word("kind", row["kind"]),
        "buyers": sheets.few(row["buyers"]),
        "where": _initials(wording, row["districts_needing"] or ()),
        "reasons": wording.reasons({"reasons": own}),
        "gates": gate_line(wording, row),
        "robust": row["robust"],
        "question": wording.question(row["next_question"]),
    }
    state = wording.results.states.get((row["sector"], "region"))
    where = tuple(dict.fromkeys([*(row["districts_needing"] or ()), *(row["districts_having"] or ())]))
    panel, chains = finding_panel(sheets.panels, row), tuple(row["chains"] or ())
    tone = "red" if kind_of(row).verified else ""
    return Record(
        values, row["finding"], panel, where, chains, state["state"] if state else "", row["band"] or "", tone
    )


def _initials(wording: Wording, districts: Iterable[str]) -> str:
    return "".join(wording.initials.get(key, "?") for key in districts)


def _single_sources(sheets: Sheets) -> list[Record]:
    """List single sources: observations, not findings."""
    wording, index = sheets.wording, sheets.wording.index
    lines = []
    for sector in sheets.sectors:
        state = wording.results.states.get((sector, "region"))
        if state is None or not state["single_source"]:
            continue
        where = index.districts_of(state["needed_by"])
        maker, buyers = wording.names("firms", state["makers"]), wording.names("firms", state["needed_by"])
        values = {
            "sector": wording.name("sectors", sector),
            "kind": sheets.say("single_source"),
            "buyers": sheets.few(state["needed_by"]),
            "where": _initials(wording, where),
            "reasons": sheets.say("single_source_said", maker=maker, buyers=buyers) + _concentrated(wording, sector),
        }
        panel = sector_panel(sheets.panels, sector)
        lines.append(Record(values, "", panel, where, index.homes([sector]), state["state"]))
    return lines


def _unrelated(wording: Wording) -> str:
    """Say beside directions that no larger reference was given."""
    if wording.outcome.reference is not None:
        return ""
    text = wording.say("relatedness.no_reference", n=len(wording.index.region))
    return text if wording.lang == "zh" else f" {text}"


def _concentrated(wording: Wording, sector: str) -> str:
    """Say on how few suppliers the recorded local purchases of a sector rest, where amounts are stated."""
    row = wording.results.concentration.get(sector)
    if row is None or row["herfindahl"] is None:
        return ""
    parts = {"parts": row["parts"], "valued": row["valued"], "total": number(row["total"])}
    text = wording.say("relatedness.concentration", index=f"{row['herfindahl']:.2f}", **parts)
    if row["supplier"]:
        firm = wording.name("firms", row["supplier"])
        text += wording.say("relatedness.concentration_single", firm=firm)
    return text
