"""The panels of a finding and of a statement: why, what to ask, its gates, its worth, the rows it rests on."""

from __future__ import annotations

from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.firms import firm_items
from chainlink.report.panels.panels import Panels
from chainlink.terms import number

GATE_SIGNS = {"pass": "✓", "fail": "✗", "unknown": "?"}
ASKING = {"scale_buyers", "captive_blank"}
"""The reasons with which a gate passes although a question stays open."""


def finding_panel(panels: Panels, finding: Row) -> str:
    """Compose the panel of a finding 发现 and return its key."""
    return panels.once(f"g:{finding['finding']}", lambda: _finding(panels, finding))


def _finding(panels: Panels, finding: Row) -> Panel:
    wording = panels.wording
    rows = panels.finding_rows(finding["finding"])
    title = wording.name("sectors", finding["sector"])
    if finding["other_sector"]:
        title += f" · {wording.name('sectors', finding['other_sector'])}"
    tags = [tag for tag in (wording.word("kind", finding["kind"]), wording.action(finding)) if tag]
    tags += [wording.word("band", finding["band"])] if finding["band"] else []
    tags += [wording.word("confidence", finding["confidence"])] if finding["confidence"] else []
    ranks = wording.rank_range(finding)
    why = [Item(wording.reason("reason", reason)) for reason in finding["reasons"] or ()]
    gates = [
        Item(
            wording.told(f"{wording.word('gate', gate['gate'])} {gate_sign(gate)}", wording.reason("gate_reason", gate))
        )
        for gate in finding["gates"] or ()
    ]
    sections = [
        (panels.say("why"), tuple(why) or (Item(panels.say("none_recorded")),)),
        (
            panels.say("ask_next"),
            (Item(wording.reason("question", finding["next_question"]) or panels.say("none_recorded")),),
        ),
        (panels.say("gates"), tuple(gates) or (Item(panels.say("none_recorded")),)),
        (panels.say("group_needed_by", n=len(finding["buyers"] or ())), firm_items(panels, finding["buyers"])),
        (panels.say("sector"), (Item(wording.name("sectors", finding["sector"]), f"s:{finding['sector']}"),)),
    ]
    if amount := amount_words(wording, finding):
        sections.append((panels.say("money"), (Item(wording.noted(f"{amount} 万元", basis_words(wording, finding))),)))
    sections.append((panels.say("doubt"), (Item(ranks),) if ranks else ()))
    proof = tuple(Item(wording.word("evidence_role", role), rows=places) for role, places in rows.items())
    sections.append((panels.say("rests_on", n=len(wording.results.evidence.get(finding["finding"], ()))), proof))
    return Panel(title, tuple(tag for tag in tags if tag), tuple(part for part in sections if part[1]))


def statement_panel(panels: Panels, statement: Row) -> str:
    """Compose the panel of a statement 表述 and return its key."""
    wording = panels.wording
    name = f"m:{statement['statement']}"
    tags = [
        wording.word("wording_class", statement["wording_class"]),
        wording.word("specificity", statement["specificity"]),
    ]
    text = statement["note"] or panels.say("statement_bare")
    items = [Item(text, rows=(panels.row("statements", statement),))]
    if statement["resolved_by"]:
        items.append(Item(panels.say("resolved_by", what=wording.link_or_text(statement["resolved_by"]))))
    places = wording.names("districts", statement["districts"])
    title = wording.name("sectors", statement["sector"]) or wording.name("chains", statement["chain"]) or places
    panels.found[name] = Panel(
        title or name,
        tuple(filter(None, (*tags, places, str(statement["year"] or "")))),
        ((panels.say("statement"), tuple(items)),),
    )
    return name


def reason_line(wording: Wording, finding: Row) -> str:
    """Word the reasons of a finding in one line."""
    return wording.semi.join(wording.reason("reason", reason) for reason in finding["reasons"] or ())


def gate_line(wording: Wording, finding: Row) -> str:
    """Word the gates of a finding in short: 供应半径✓ 准入?"""
    return " ".join(f"{wording.word('gate', gate['gate'])}{gate_sign(gate)}" for gate in finding["gates"] or ())


def gate_sign(gate: Row) -> str:
    """The sign of a gate's verdict: ✓ passes (✓? and something is still to be asked), ? not known, ✗ fails."""
    sign = GATE_SIGNS.get(gate["verdict"], "?")
    return f"{sign}?" if sign == "✓" and gate["code"] in ASKING else sign


def amount_words(wording: Wording, row: Row) -> str:
    """Word the amount of a finding in 万元, a bound as a bound; empty where nobody stated any and none is modelled."""
    if row["value"] is not None:
        return number(row["value"])
    for precision, bound in (("at_least", row["value_low"]), ("at_most", row["value_high"])):
        if bound:
            return f"{wording.word('precision', precision)} {number(bound)}"
    return ""


def basis_words(wording: Wording, row: Row) -> str:
    """Word on what the amount of a finding rests; empty where there is none."""
    codes = (row["value_basis"] or "").split(";")
    return wording.semi.join(wording.word("value_basis", code) for code in codes if code)
