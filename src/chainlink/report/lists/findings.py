"""The lists other programs read: findings as JSON rows and as CSV."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import polars as pl

from chainlink import terms
from chainlink.data.lookup import find
from chainlink.data.writing.table import Table, listed
from chainlink.data.writing.table_files import as_csv, json_bytes
from chainlink.errors import CallError
from chainlink.findings import ROWS, Outcome
from chainlink.findings.bands import BANDS
from chainlink.findings.kinds import KINDS
from chainlink.report.lookup.reason_words import JOINT
from chainlink.report.lookup.wording import Wording


def findings_rows(outcome: Outcome, lang: str = "zh") -> list[dict[str, Any]]:
    """Return the findings as JSON rows, in the order of the page's lists.

    Each row holds the fields of a finding (ids as they are in the data, null where nothing is stated), ``words`` with
    what people read for them, and ``evidence``: a list of role, table, row, file, source.
    """
    wording = Wording(outcome, lang)
    return [
        {name: row[name] for name in ROWS}
        | {
            "reasons": [_opened(reason) for reason in row["reasons"] or ()],
            "gates": [_opened(gate) for gate in row["gates"] or ()],
            "next_question": _opened(row["next_question"]) if row["next_question"] else None,
            "words": _words(wording, row),
            "evidence": [
                {name: piece[name] for name in ("role", "table", "row", "file", "source")}
                for piece in wording.results.evidence.get(row["finding"], ())
            ],
        }
        for row in wording.results.findings
    ]


def _words(wording: Wording, row: Mapping[str, Any]) -> dict[str, str]:
    """What people read for the ids of a finding."""
    places = {"districts_needing": "districts", "districts_having": "districts"}
    return {
        **wording.worded(row, band="band_mark"),
        "sector": wording.subject(row, aside=False),
        **wording.named(row, other_sector="sectors"),
        **wording.worded(row, kind="kind", action="action", confidence="confidence"),
        **wording.named(row, chains="chains", **places, buyers="firms"),
        "reasons": wording.reasons(row),
        "gates": wording.semi.join(map(wording.gate, row["gates"] or ())),
        "next_question": wording.question(row["next_question"]),
        **wording.worded(row, flow_basis="flow_basis"),
        "evidence": wording.index.places_of(wording.results.evidence.get(row["finding"], ())),
    }


def _opened(reason: Mapping[str, Any]) -> dict[str, Any]:
    """Return a reason, gate or question with its parameters as an object."""
    return dict(reason) | {"parts": json.loads(reason["parts"] or "{}")}


COLUMNS = (
    "band", "rank", "rank_low", "rank_high", "robust", "kind", "action", "sector", "other_sector", "chains",
    "districts_needing", "districts_having", "buyers", "structural_need", "confidence", "value", "value_low",
    "value_high", "value_basis", "flow_basis", "gates", "reasons", "next_question", "evidence",
    "finding",
)  # fmt: skip


BRIEF = ("band", "rank", "kind", "sector", "other_sector", "buyers", "districts_needing", "reasons", "next_question")


def findings_listing(rows: Iterable[Mapping[str, Any]], lang: str = "zh") -> Table:
    """Return rows of ``findings_rows`` as a list worded for people; ``evidence`` lists file, sheet and row."""
    data = list(rows)
    lines = [
        {name: row[name] for name in COLUMNS} | {name: text for name, text in row["words"].items() if name in COLUMNS}
        for row in data
    ]
    heads = {column: terms.word(f"finding_column.{column}", lang) for column in COLUMNS}
    return listed(terms.word("profile.list", lang), heads, lines, data=data, brief=BRIEF)


def select_findings(
    outcome: Outcome,
    *,
    chain: str | None = None,
    kind: str | None = None,
    band: str | None = None,
    district: str | None = None,
    top: int | None = None,
    lang: str = "zh",
) -> Table:
    """Return the findings that are on a chain's page, of a kind, in a band, about a district; at most ``top``.

    Chain, kind and district go by id or name, a band by 甲, 乙, 丙 or 丁, or A to D.

    Raises:
        CallError: a name or choice is not known; the nearest are offered.

    """
    tables = outcome.dataset.tables
    rows = findings_rows(outcome, lang)
    if chain is not None:
        wanted = find(tables["chains"], "chain", chain, lang=lang)
        rows = [row for row in rows if wanted in (row["chains"] or ())]
    if kind is not None:
        chosen = _chosen(kind, "kind", {kind_id: terms.word(f"kind.{kind_id}") for kind_id in KINDS}, lang)
        rows = [row for row in rows if row["kind"] == chosen]
    if band is not None:
        chosen = _chosen(band, "band", {mark: terms.word(f"band_mark.{mark}", "en") for mark in BANDS}, lang)
        rows = [row for row in rows if row["band"] == chosen]
    if district is not None:
        place = find(tables["districts"], "district", district, lang=lang)
        rows = [row for row in rows if place in {*(row["districts_needing"] or ()), *(row["districts_having"] or ())}]
    return findings_listing(rows[:top], lang)


NAMED = {
    "sector": "sectors", "from_sector": "sectors", "makers": "firms", "buyer": "firms", "firm": "firms",
    "district": "districts",
}  # fmt: skip
"""The columns of the views of a district that hold ids, and the tables that name them."""


def _cell(wording: Wording, column: str, value: Any) -> str:
    """Word a value of a view of a district."""
    if column in NAMED:
        return wording.names(NAMED[column], value if isinstance(value, list) else [value] if value else [])
    if column == "needed_here":
        return wording.say("flag.yes" if value else "flag.no")
    return wording.joint.join(value or ()) if column == "links" else wording.word(column, value)


def district_listings(
    outcome: Outcome, district: str, views: Mapping[str, pl.DataFrame], lang: str = "zh"
) -> list[Table]:
    """Return the views of one district (``study.for_one_district``) as lists worded for people."""
    wording = Wording(outcome, lang)
    worded = {*NAMED, "standing", "criticality", "needed_here", "links"}
    listings = []
    for view, frame in views.items():
        columns = [name for name in frame.columns if name in worded and (view != "needs" or name != "district")]
        rows = list(frame.iter_rows(named=True))
        title = wording.say(f"district_view.{view}", district=wording.name("districts", district))
        heads = {column: wording.word("district_view", column) for column in columns}
        lines = [{column: _cell(wording, column, row[column]) for column in columns} for row in rows]
        listings.append(listed(title, heads, lines, data=rows))
    return listings


def _chosen(value: str, what: str, known: Mapping[str, str], lang: str) -> str:
    """Return the id that ``value`` (an id or its word) means."""
    for key, text in known.items():
        if value.strip() in {key, text}:
            return key
    options = JOINT[lang].join(f"{key} {text}" if key != text else key for key, text in known.items())
    raise CallError("unknown_choice", name=value, what=terms.word(f"what.{what}", lang), known=options)


def findings_csv(rows: Iterable[Mapping[str, Any]], lang: str = "zh") -> bytes:
    """Write rows of ``findings_rows`` as CSV, worded for people."""
    return as_csv(findings_listing(rows, lang))


def findings_json(rows: Iterable[Mapping[str, Any]]) -> bytes:
    """Write rows of ``findings_rows`` as JSON, a row an object."""
    return json_bytes(list(rows))
