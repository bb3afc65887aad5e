"""The panels of a finding and of a statement: why, what to ask, its gates, its worth, the rows it rests on."""

from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.firms import firm_items
from chainlink.report.panels.panels import Panels
from chainlink.terms import number

GATE_SIGNS = {"pass": "✓", "fail": "✗", "unknown": "?"}
ASKING = {"scale_buyers", "captive_blank"}
"""The reasons with which a gate passes although a question stays open."""


def finding_panel(panels: Panels, finding: Row, *, kept: bool = False) -> str:
    """Compose the panel of a finding 发现 and return its key."""
    return panels.once(f"g:{finding['finding']}", lambda: _finding(panels, finding), kept=kept)


def _finding(panels: Panels, finding: Row) -> Panel:
    wording, say = panels.wording, panels.say
    none, about = (Item(say("none_recorded")),), finding["sectors"] or (finding["sector"],)
    tags = (
        wording.word("kind", finding["kind"]),
        wording.action(finding),
        wording.word("band", finding["band"]),
        wording.word("confidence", finding["confidence"]),
    )
    why = tuple(Item(wording.reason("reason", reason)) for reason in finding["reasons"] or ())
    gates = tuple(
        Item(
            wording.told(f"{wording.word('gate', gate['gate'])} {gate_sign(gate)}", wording.reason("gate_reason", gate))
        )
        for gate in finding["gates"] or ()
    )
    question = wording.question(finding["next_question"])
    amount, ranks = amount_words(wording, finding), wording.rank_range(finding)
    rests = panels.finding_rows(finding["finding"])
    proof = tuple(Item(wording.word("evidence_role", role), rows=places) for role, places in rests.items())
    sections = (
        (say("why"), why or none),
        (say("ask_next"), (Item(question),) if question else none),
        (say("gates"), gates or none),
        (say("group_needed_by", n=len(finding["buyers"] or ())), firm_items(panels, finding["buyers"])),
        (say("sector"), tuple(Item(wording.name("sectors", key), f"s:{key}") for key in about)),
        (say("money"), (Item(wording.noted(f"{amount} 万元", basis_words(wording, finding))),) if amount else ()),
        (say("doubt"), (Item(ranks),) if ranks else ()),
        (say("rests_on", n=len(wording.results.evidence.get(finding["finding"], ()))), proof),
    )
    return Panel(wording.subject(finding), tuple(filter(None, tags)), tuple(part for part in sections if part[1]))


def statement_panel(panels: Panels, statement: Row) -> str:
    """Compose the panel of a statement 表述 and return its key."""
    wording = panels.wording
    name = f"m:{statement['statement']}"
    places = wording.names("districts", statement["districts"])
    tags = [wording.word(code, statement[code]) for code in ("wording_class", "specificity")]
    text = statement["note"] or panels.say("statement_bare")
    items = [Item(text, rows=(panels.row("statements", statement),))]
    if statement["resolved_by"]:
        items.append(Item(panels.say("resolved_by", what=wording.link_or_text(statement["resolved_by"]))))
    title = wording.name("sectors", statement["sector"]) or wording.name("chains", statement["chain"]) or places or name
    tags = list(filter(None, (*tags, places, str(statement["year"] or ""))))
    panels.found[name] = Panel(title, tuple(tags), ((panels.say("statement"), tuple(items)),))
    return name


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
