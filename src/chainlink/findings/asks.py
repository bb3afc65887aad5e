"""What is asked 问法: every question once, worded once for findings and visits, with the answers that are tried."""

from __future__ import annotations

from dataclasses import dataclass

from chainlink.findings.words import worded

FIRMS, BUYERS, OFFICE, PROJECT = ADDRESSED = ("firms", "firm_from", "office", "project")
"""Whom the next question of a finding goes to, told by its word under ``[asked]``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question as it is asked of one addressee, with its word under ``[question]``.

    Attributes:
        id: the code of the findings' question that it gathers, or one of its own.
        answers: what may be answered, each with its word under ``[visit_answer]``; empty: no table holds an answer to
            it, so that its worth is the findings that it touches.
        each: an answer names one of the sectors; else it is tried for all of them at once.
        by_phone: it can be settled without going there.
        of: whom a finding's next question goes to: FIRMS or BUYERS, the part that names them, OFFICE or PROJECT.

    """

    id: str
    answers: tuple[str, ...] = ()
    each: bool = False
    by_phone: bool = False
    of: str = FIRMS


ASKS = {
    ask.id: ask
    for ask in (
        Ask(id="exists", answers=("working", "closed"), by_phone=True),
        Ask(id="makes", answers=("product", "another"), each=True, by_phone=True),
        Ask(id="sells", answers=("supply", "another"), each=True, by_phone=True),
        Ask(id="admission", answers=("allowed", "prohibited"), by_phone=True, of=OFFICE),
        Ask(id="admission_class", answers=("allowed", "prohibited"), by_phone=True, of=OFFICE),
        Ask(id="unexplained", answers=("supply", "another"), each=True, by_phone=True),
        Ask(id="inferred", answers=("made", "not_made"), by_phone=True),
        Ask(id="stale", answers=("made", "not_made"), by_phone=True),
        Ask(id="kin", answers=("made", "not_made"), by_phone=True),
        Ask(id="coming", answers=("made", "not_made"), by_phone=True),
        Ask(id="planned"),
        Ask(id="project", of=PROJECT),
        Ask(id="origin_size", answers=("own", "local", "outside", "large", "small")),
        Ask(id="origin", answers=("own", "local", "outside")),
        Ask(id="origin_service", answers=("own", "local", "outside")),
        Ask(id="origin_why", answers=("own", "local")),
        Ask(id="buys", answers=("local", "outside")),
        Ask(id="near_supplied"),
        Ask(id="near_partner"),
        Ask(id="match", answers=("supplies",), of=BUYERS),
        Ask(id="hq"),
        Ask(id="with_project"),
        Ask(id="strengthen"),
        Ask(id="visit"),
        Ask(id="similar", answers=("plans",), each=True, by_phone=True),
        Ask(id="invite"),
        Ask(id="extend", answers=("plans",), each=True),
        Ask(id="package"),
    )
}
"""The questions in the order asked of one addressee: whether it is there, what it makes, ..., what it might make."""
EXISTS = "exists"
"""Whether it is still there, which is asked first where the last news of it is old."""
GENERAL = "visit"
"""How a question is asked that is not in the table."""
VARIANTS = ("makes_one", "makes_supplied", "sells_supplied", "extend_one")
"""Further words of a question: about a single sector, and of a supply on record whose product is not stated."""


for _ask in ASKS.values():
    worded(f"question {_ask.id}", f"question.{_ask.id}", f"asked.{_ask.of}")
    worded(f"question {_ask.id}", *(f"visit_answer.{answer}" for answer in _ask.answers))
worded("further words of a question", *(f"question.{_variant}" for _variant in VARIANTS))
