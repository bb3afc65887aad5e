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
    reg = panels.register
    rows = panels.finding_rows(finding["finding"])
    title = reg.subject(finding)
    tags = [tag for tag in (reg.word("kind", finding["kind"]), reg.action(finding)) if tag]
    tags += [reg.word("band", finding["band"])] if finding["band"] else []
    tags += [reg.word("confidence", finding["confidence"])] if finding["confidence"] else []
    ranks = reg.rank_range(finding)
    why = [Item(reg.reason("reason", reason)) for reason in finding["reasons"] or ()]
    gates = [
        Item(reg.told(f"{reg.word('gate', gate['gate'])} {gate_sign(gate)}", reg.reason("gate_reason", gate)))
        for gate in finding["gates"] or ()
    ]
    sections = [
        (panels.say("why"), tuple(why) or (Item(panels.say("none_recorded")),)),
        (
            panels.say("ask_next"),
            (Item(reg.reason("question", finding["next_question"]) or panels.say("none_recorded")),),
        ),
        (panels.say("gates"), tuple(gates) or (Item(panels.say("none_recorded")),)),
        (panels.say("group_needed_by", n=len(finding["buyers"] or ())), firm_items(panels, finding["buyers"])),
        (panels.say("sector"), tuple(_sector_item(reg, key) for key in finding["sectors"] or (finding["sector"],))),
    ]
    if amount := amount_words(reg, finding):
        sections.append((panels.say("money"), (Item(reg.noted(f"{amount} 万元", basis_words(reg, finding))),)))
    sections.append((panels.say("doubt"), (Item(ranks),) if ranks else ()))
    proof = tuple(Item(reg.word("evidence_role", role), rows=places) for role, places in rows.items())
    sections.append((panels.say("rests_on", n=len(reg.results.evidence.get(finding["finding"], ()))), proof))
    return Panel(title, tuple(tag for tag in tags if tag), tuple(part for part in sections if part[1]))


def _sector_item(reg: Wording, key: str) -> Item:
    return Item(reg.name("sectors", key), f"s:{key}")


def statement_panel(panels: Panels, statement: Row) -> str:
    """Compose the panel of a statement 表述 and return its key."""
    reg = panels.register
    name = f"m:{statement['statement']}"
    tags = [
        reg.word("wording_class", statement["wording_class"]),
        reg.word("specificity", statement["specificity"]),
    ]
    text = statement["note"] or panels.say("statement_bare")
    items = [Item(text, rows=(panels.row("statements", statement),))]
    if statement["resolved_by"]:
        items.append(Item(panels.say("resolved_by", what=reg.link_or_text(statement["resolved_by"]))))
    places = reg.names("districts", statement["districts"])
    title = reg.name("sectors", statement["sector"]) or reg.name("chains", statement["chain"]) or places
    panels.found[name] = Panel(
        title or name,
        tuple(filter(None, (*tags, places, str(statement["year"] or "")))),
        ((panels.say("statement"), tuple(items)),),
    )
    return name


def reason_line(register: Wording, finding: Row) -> str:
    """Word the reasons of a finding in one line."""
    return register.semi.join(register.reason("reason", reason) for reason in finding["reasons"] or ())


def gate_line(reg: Wording, finding: Row) -> str:
    """Word the gates of a finding in short: 供应半径✓ 准入?"""
    return " ".join(f"{reg.word('gate', gate['gate'])}{gate_sign(gate)}" for gate in finding["gates"] or ())


def gate_sign(gate: Row) -> str:
    """The sign of a gate's verdict: ✓ passes (✓? and something is still to be asked), ? not known, ✗ fails."""
    sign = GATE_SIGNS.get(gate["verdict"], "?")
    return f"{sign}?" if sign == "✓" and gate["code"] in ASKING else sign


def amount_words(register: Wording, row: Row) -> str:
    """Word the amount of a finding in 万元, a bound as a bound; empty where nobody stated any and none is modelled."""
    if row["value"] is not None:
        return number(row["value"])
    for precision, bound in (("at_least", row["value_low"]), ("at_most", row["value_high"])):
        if bound:
            return f"{register.word('precision', precision)} {number(bound)}"
    return ""


def basis_words(register: Wording, row: Row) -> str:
    """Word on what the amount of a finding rests; empty where there is none."""
    codes = (row["value_basis"] or "").split(";")
    return register.semi.join(register.word("value_basis", code) for code in codes if code)
