"""Weak links: only what somebody stated not to suffice, and only where a local buyer needs it."""

import polars as pl
import pytest

from cases import AS_OF, capabilities, firms, flows, links, sectors, table
from chainlink.config import Study
from region import finding, ids, rests_on, run, state

SERVED = {
    "sectors": sectors({"sector": "stamping", "reach": "ring"}, "truck"),
    "flows": flows("stamping>truck"),
    "firms": firms("changan@wan", "qian@kai", "second@kai"),
    "capabilities": capabilities("changan:truck", "qian:stamping"),
    "links": links("qian>changan:stamping"),
}


def figures(capacity: float | None, need: float | None, unit: str = "套") -> dict[str, pl.DataFrame]:
    rows, about = [], []
    if capacity is not None:
        rows.append({"claim": "cap", "measure": "capacity", "value": capacity, "status": "capacity"})
        about.append({"claim": "cap", "table": "capabilities", "id": "qian:stamping"})
    if need is not None:
        rows.append({"claim": "need", "measure": "need", "value": need, "status": "actual"})
        about.append({"claim": "need", "table": "links", "id": "qian--changan"})
    return {
        "claims": table("claims", *rows, unit=unit, per="year", seen=AS_OF),
        "claim_subjects": table("claim_subjects", *about),
    }


def said(**more: object) -> dict[str, pl.DataFrame]:
    row = {"statement": "s", "sector": "stamping", "wording_class": "weak", "specificity": "exact", "year": AS_OF}
    return {"statements": table("statements", {**row, **more})}


def test_one_maker_alone_is_no_weakness() -> None:
    assert ids(run(**SERVED), "weak") == []


@pytest.mark.parametrize(
    ("capacity", "need", "weak"), [(100, 160, True), (160, 160, False), (None, 160, False), (100, None, False)]
)
def test_a_lone_maker_is_weak_where_stated_capacity_is_below_stated_need(
    capacity: float | None,
    need: float | None,
    weak: bool,  # noqa: FBT001 - a case, not a flag
) -> None:
    outcome = run(**SERVED, **figures(capacity, need))

    assert (ids(outcome, "weak") == ["weak|stamping|"]) is weak
    assert (state(outcome, "stamping")["state"] == "weak") is weak


def test_a_weak_link_names_its_maker_its_buyer_and_both_figures() -> None:
    outcome = run(**SERVED, **figures(100, 160))

    found = finding(outcome, "weak|stamping|")

    assert (found["action"], found["buyers"], found["districts_having"]) == ("strengthen", ["changan"], ["kai"])
    assert (found["reasons"]["capacity_short"]["capacity"], found["reasons"]["capacity_short"]["need"]) == (
        100.0,
        160.0,
    )
    assert rests_on(outcome, "weak|stamping|", "capacity") == [("claims", 2), ("claims", 3)]
    assert set(found["gates"]) == {"reach", "captive"}  # nobody has to build


def test_two_makers_can_step_in_for_each_other_unless_the_study_says_otherwise() -> None:
    case = {**SERVED, "capabilities": capabilities("changan:truck", "qian:stamping", "second:stamping")}
    looser = Study(as_of=AS_OF, doubt=False, weak_makers=2)

    assert ids(run(**case, **figures(100, 160)), "weak") == []
    assert ids(run(looser, **case, **figures(100, 160)), "weak") == ["weak|stamping|"]


def test_figures_in_two_units_do_not_tell_one_weakness_twice() -> None:
    sets, tons = figures(100, 160), figures(5, 9, unit="吨")
    renamed = {name: frame.with_columns(claim=pl.col("claim") + "-t") for name, frame in tons.items()}
    both = {name: pl.concat([frame, renamed[name]]) for name, frame in sets.items()}

    assert ids(run(**SERVED, **both), "weak") == ["weak|stamping|"]


def test_an_official_statement_is_weakness_and_another_one_is_not_called_verified() -> None:
    official, other = run(**SERVED, **said(grade="A")), run(**SERVED, **said(grade="B"))

    assert finding(official, "weak|stamping|")["confidence"] == "verified"
    assert finding(other, "weak|stamping|")["confidence"] == "origin_known"


@pytest.mark.parametrize(
    "more", [{"resolved_by": "扩产"}, {"districts": ["liang"]}, {"sector": None}, {"wording_class": "wish"}]
)
def test_a_statement_resolved_of_elsewhere_of_no_sector_or_a_wish_is_no_weakness(more: dict[str, object]) -> None:
    assert ids(run(**SERVED, **said(**more)), "weak") == []


def test_what_no_local_buyer_needs_is_not_weak() -> None:
    case = {**SERVED, "capabilities": capabilities("qian:stamping"), "links": links()}

    assert ids(run(**case, **said(grade="A"))) == []
    assert state(run(**case, **said(grade="A")), "stamping")["state"] == "present"


def test_a_sector_without_a_maker_is_a_gap_and_not_weak() -> None:
    case = {**SERVED, "capabilities": capabilities("changan:truck"), "links": links()}

    assert ids(run(**case, **said(grade="A"))) == ["outsourced|stamping|"]
