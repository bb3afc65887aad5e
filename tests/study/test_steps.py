"""The steps of a study: what they share under which settings, and that one that does not fit is told at once."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Collection, Iterator
from dataclasses import fields, replace
from functools import cache
from textwrap import dedent
from types import ModuleType, SimpleNamespace
from typing import get_args, get_type_hints

import dataframely as dy
import polars as pl
import pytest

import architecture
from cases import AS_OF, LOCAL, capabilities, firms, flows, links, sectors, table
from chainlink.config import Study, default_study
from chainlink.data import Dataset, frames
from chainlink.data.figures.io_table import IoTable
from chainlink.data.figures.reference import Reference
from chainlink.findings import Findings
from chainlink.study import run_study
from chainlink.study.dag import Dag, Results
from chainlink.study.steps import INPUTS, NO_STEP, SETTINGS, STEPS
from outcomes import packaged
from region import PLACES, data


# ---- shared or made anew, the results are the same -------------------------------------------------------------------
def others(name: str, value: object) -> list[object]:
    """Other values of a setting, of its type."""
    if name == "as_of":
        return [2019]
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, float):
        return [value / 60, value + 0.5]
    if isinstance(value, int):
        return [value // 2, value + 1]
    assert isinstance(value, tuple)
    if value and isinstance(value[0], float):
        return [tuple(one / 1000 for one in value), tuple(one * 3 for one in value)]
    return [value[:1], value[1:]] if value else [("reach",)]


CHANGED = [one.name for one in fields(Study) if one.name not in NO_STEP]


def same(one: object, two: object) -> bool:
    if isinstance(one, Findings) and isinstance(two, Findings):
        cited = [
            kind.evidence.sort(kind.evidence.columns) for kind in (one, two)
        ]  # its places are looked up in any order
        return one.rows.equals(two.rows) and cited[0].equals(cited[1])
    return one.equals(two) if isinstance(one, pl.DataFrame) and isinstance(two, pl.DataFrame) else one == two


def close_bars() -> Dataset:
    """A region where the bars lie close: a sector made thrice, one of two makers too small, a maker next door,
    a service at the gate."""
    goods = {"need_kind": "recurring_material", "reach": "ring"}
    kinds = [{"sector": one, **goods} for one in ("stamping", "seat", "glass", "plate")]
    kinds.append({"sector": "truck", **goods, "plant_size": "large"})
    corn = {"sector": "corn", **goods, "process": "farming"}
    store = {"sector": "store", "need_kind": "service", "local_service": True, "reach": "site", "env_class": "none"}
    seats = [("p", "wan"), ("q", "kai")]
    makers = ("qian@kai", "bao@wan", "cai@kai", "dai@wan", "er@kai", "gu@liang", "orchard@kai", "fu@wan")
    makes = (
        "qian:stamping",
        "bao:stamping",
        "cai:stamping",
        "dai:seat",
        "er:seat",
        "gu:glass",
        "orchard:corn",
        "fu:plate",
    )
    claims = [
        {"claim": "cap", "measure": "capacity", "value": 100, "unit": "套", "status": "capacity"},
        {"claim": "need", "measure": "need", "value": 160, "unit": "套", "status": "actual"},
        {"claim": "sets", "measure": "quantity", "value": 1000, "unit": "套", "status": "actual"},
        {"claim": "jobs", "measure": "count", "value": 500, "unit": "人", "status": "actual"},
        *({"claim": f"n-{one}", "measure": "firms", "value": 6, "unit": "家", "status": "actual"} for one in LOCAL),
    ]
    about = [("cap", "capabilities", "dai:seat"), ("need", "links", "dai--changan"), ("jobs", "firms", "changan")]
    about += [("sets", "links", "qian--changan")]
    about += [(f"n-{one}", "districts", one) for one in LOCAL]
    ways = [("p", "q", 60.0), ("wan-town", "liang-town", 100.0), ("kai-town", "liang-town", 100.0)]
    return data(
        sectors=sectors(*kinds, corn, store, {"sector": "box", "need_kind": "packaging"}),
        flows=flows(
            *("stamping>truck", "seat>truck", "glass>truck", "plate>truck", "corn>truck", "stamping>box"),
            {"input": "store", "output": "truck", "kind": "service"},
        ),
        parks=table("parks", *({"park": a, "name": a, "district": b} for a, b in seats)),
        places=pl.concat(
            [PLACES, table("places", *({"place": a, "name": a, "district": b, "kind": "park"} for a, b in seats))]
        ),
        travel=table("travel", *({"from": a, "to": b, "minutes": m} for a, b, m in ways), mode="road", as_of="2021"),
        firms=firms({"firm": "changan", "name": "长安", "district": "wan", "park": "p", "named": True}, *makers),
        capabilities=capabilities("changan:truck", *makes),
        links=links("qian>changan:stamping", "dai>changan:seat"),
        claims=table("claims", *claims, per="year", seen=AS_OF),
        claim_subjects=table("claim_subjects", *({"claim": a, "table": b, "id": c} for a, b, c in about)),
    )


# Twenty regions elsewhere weave and spin, half of them dye too; of two industries each sells to the other.
REFERENCE = Reference(
    table=pl.DataFrame(
        [(f"r{n}", what) for n in range(20) for what in ("A", "B", "C")[: 3 - n % 2]],
        schema=["region", "activity"],
        orient="row",
    ),
    crosswalk=pl.DataFrame({"activity": ["A", "B", "C"], "sector": ["truck", "box", "glass"]}),
    unknown=(),
    name="elsewhere",
)
IO = IoTable(
    flows=pl.DataFrame({"input": ["01", "02"], "output": ["02", "01"], "value": [30.0, 10.0]}),
    output=pl.DataFrame({"sector": ["01", "02"], "output": [100.0, 200.0]}),
    sectors=pl.DataFrame({"sector": ["01", "02"], "name": ["农业", "制造业"]}),
)


@cache
def usual(which: str) -> Results:
    """Every step on the packaged data or on those made here, with larger tables or without, under the study of a run."""
    outcome = packaged() if which == "packaged" else run_study(close_bars(), Study(as_of=AS_OF, doubt=False))
    gone = pl.DataFrame(schema={"table": pl.String, "reason": pl.String, "rows": pl.List(pl.Int64)})
    inputs = {**outcome.dataset.tables, "left_by_clocks": gone, "reference": None, "io": None}
    if which == "larger tables":
        inputs |= {"reference": REFERENCE, "io": IO, "flows": inputs["flows"].with_columns(io_pair=pl.lit("01>02"))}
    results = Results(STEPS, inputs, outcome.study)
    for step in STEPS.steps.values():
        results.of(step)
    return results


def moved(which: str, study: Study) -> list[str]:
    """Hold that the shared results are those made anew, and return the steps whose result ``study`` moves."""
    shared, alone = usual(which).under(study), Results(STEPS, usual(which).inputs, study)
    for name, step in STEPS.steps.items():
        assert same(shared.of(step), alone.of(step)), name
    return [name for name, step in STEPS.steps.items() if not same(usual(which).of(step), alone.of(step))]


@pytest.mark.slow
@pytest.mark.parametrize("name", CHANGED)
def test_a_changed_setting_gives_with_shared_results_what_it_gives_alone(name: str) -> None:
    settled = {which: usual(which).study for which in ("packaged", "close bars")}
    values = {which: others(name, getattr(study, name)) for which, study in settled.items()}

    changed = moved("packaged", replace(settled["packaged"], **{name: values["packaged"][0]}))
    for value in values["close bars"]:
        changed += moved("close bars", replace(settled["close bars"], **{name: value}))

    assert changed, "the setting moves nothing, so nothing was tried"
    assert all(name in STEPS.reach[step] for step in changed)


@pytest.mark.parametrize("alternative", default_study().alternatives, ids=lambda one: one.id)
def test_an_alternative_gives_with_shared_results_what_it_gives_alone(alternative: object) -> None:
    moved("packaged", packaged().study.under(alternative))  # type: ignore[arg-type]  # an Alternative


def test_every_setting_is_read_by_a_step_or_said_to_be_of_the_run() -> None:
    reached = {setting for step in STEPS.steps for setting in STEPS.reach[step]}

    assert reached == set(SETTINGS)
    assert reached | set(NO_STEP) == {one.name for one in fields(Study)}


def test_every_table_a_step_names_is_of_the_dataset_and_every_other_input_is_used() -> None:
    named = {one for parameters in STEPS.parameters.values() for one in parameters}

    assert {"left_by_clocks", "reference", "io"} <= named
    assert named <= {*INPUTS, *SETTINGS, *STEPS.steps}


# ---- every frame is as declared --------------------------------------------------------------------------------------
def declared(step: object) -> type[dy.Schema] | None:
    """The schema that the return annotation of a step names."""
    kind = get_type_hints(step, include_extras=True)["return"]
    kinds = [kind, *get_args(kind)]  # a frame that only a larger table gives, or None
    return next((schema for one in kinds for schema in getattr(one, "__metadata__", ())), None)


@pytest.mark.parametrize("which", ["packaged", "close bars", "larger tables"])
@pytest.mark.parametrize("name", [name for name, step in STEPS.steps.items() if declared(step)])
def test_a_step_gives_the_frame_that_its_signature_declares(name: str, which: str) -> None:
    step = STEPS.steps[name]
    schema, frame = declared(step), usual(which).of(step)
    assert schema is not None
    if frame is None and which != "larger tables":
        return

    assert list(schema.columns()) == frame.columns
    assert schema.validate(frame).height == frame.height


def test_every_frame_of_a_step_is_declared_and_only_larger_tables_may_be_missing() -> None:
    given = {name: usual("larger tables").of(step) for name, step in STEPS.steps.items()}
    missing = {name for name, step in STEPS.steps.items() if usual("close bars").of(step) is None}

    assert not [
        name for name, one in given.items() if isinstance(one, pl.DataFrame) and not declared(STEPS.steps[name])
    ]
    assert missing == {"elsewhere", "related", "related_targets", "sector_dispersion"}
    assert all(given[name].height for name in missing)


def test_every_declared_frame_is_given_by_a_step() -> None:
    assert {declared(step) for step in STEPS.steps.values()} - {None} == {
        getattr(frames, name).__metadata__[0] for name in frames.__all__
    }


def test_a_step_that_takes_one_frame_for_another_is_told() -> None:
    text = "from chainlink.data import frames\ndef a(presence: frames.Needs) -> frames.Needs: ..."

    with pytest.raises(TypeError, match="step a: presence is PresenceRows, not NeedsRows"):
        Dag(module(text), inputs={"presence": frames.Presence}, settings={})


# ---- a step reads what it names, and hands it on ---------------------------------------------------------------------
def test_no_step_sees_the_study_as_a_whole() -> None:
    for step in STEPS.steps.values():
        module = inspect.getmodule(step)
        assert "chainlink.config" not in inspect.getsource(module), step.__name__  # type: ignore[arg-type]
        assert "Study" not in vars(module)


def calls(step: object) -> Iterator[tuple[object, set[str]]]:
    """The functions of other modules that a step calls, with the names of what it hands them."""
    home = vars(inspect.getmodule(step))
    for node in ast.walk(ast.parse(dedent(inspect.getsource(step)))):  # type: ignore[arg-type]
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
        ):
            module = home.get(node.func.value.id)
            if isinstance(module, ModuleType) and module.__name__.startswith("chainlink."):
                yield getattr(module, node.func.attr), {one.arg for one in node.keywords if one.arg}


def test_a_step_leaves_no_setting_to_the_default_of_what_it_calls() -> None:
    tried = 0
    for name, step in STEPS.steps.items():
        for function, handed in calls(step):
            told = inspect.signature(function).parameters.values()  # type: ignore[arg-type]
            bars = {one.name for one in told if one.kind is one.KEYWORD_ONLY and one.name in SETTINGS}
            assert bars <= handed, f"{name} calls {function}"
            tried += len(bars)
    assert tried > 3  # a step that is a measure as it stands gets every parameter by its name


# ---- the graph itself ------------------------------------------------------------------------------------------------
def module(text: str, name: str = "steps_of_a_test") -> ModuleType:
    made = ModuleType(name)
    exec(text, vars(made))  # noqa: S102  # a module of the test's own
    return made


def dag(text: str, *more: str) -> Dag:
    modules = [module(one, f"steps_{number}") for number, one in enumerate((text, *more))]
    return Dag(*modules, inputs={"firms": list, "links": list}, settings={"bar": int, "year": int})


TWO = """
def kept(firms: list, bar: int) -> list:
    calls.append("kept")
    return [one for one in firms if one >= bar]
def counted(kept: list, links: list) -> int:
    calls.append("counted")
    return len(kept) + len(links)
def dated(counted: int, year: int) -> tuple:
    return counted, year
calls = []
"""


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("def kept(firms: list, baar: int) -> list: ...", "step kept: no input, setting or step is called baar"),
        ("def a(b: int) -> int: ...\ndef b(c: int) -> int: ...\ndef c(a: int) -> int: ...", "a -> "),
        ("def alone(alone: int) -> int: ...", "alone -> alone"),
        ("def firms(links: list) -> list: ...", "step firms: the name stands for something else already"),
        ("def bar(links: list) -> int: ...", "step bar: the name stands for something else already"),
        ("def kept(bar: str) -> int: ...", "step kept: bar is int, not str"),
        ("def a(year: int) -> int: ...\ndef b(a: list) -> int: ...", "step b: a is int, not list"),
    ],
)
def test_a_step_that_does_not_fit_is_told_when_the_graph_is_made(text: str, piece: str) -> None:
    with pytest.raises(TypeError) as error:
        dag(text)

    assert piece in str(error.value)


def test_two_modules_with_a_step_of_one_name_are_told() -> None:
    with pytest.raises(TypeError, match="step a: the name stands"):
        dag("def a(year: int) -> int: ...", "def a(bar: int) -> int: ...")


def test_what_a_module_imports_or_keeps_to_itself_is_no_step() -> None:
    made = dag("from inspect import getsource\ndef _own(x): ...\ndef a(year: int) -> int: return year")

    assert list(made.steps) == ["a"]


def test_what_a_module_lists_is_a_step_and_a_twin_does_the_same_with_another() -> None:
    text = """
from chainlink.study.dag import twin
def kept(firms: Collection[int], bar: int) -> int: return sum(one for one in firms if one >= bar)
kept.__module__ = "elsewhere"
def doubled(firms: tuple[int, ...]) -> tuple[int, ...]: return tuple(2 * one for one in firms)
STEPS = (kept, twin(kept, "kept_twice", "What is kept of the doubled.", firms="doubled"))
"""
    listed = ModuleType("steps_of_a_test")
    vars(listed)["Collection"] = Collection
    exec(text, vars(listed))  # noqa: S102  # a module of the test's own
    made = Dag(listed, inputs={"firms": tuple[int, ...]}, settings={"bar": int})

    results = Results(made, {"firms": (1, 2, 3)}, SimpleNamespace(bar=3))

    assert made.parameters["kept_twice"] == ("doubled", "bar")
    assert [results.of(made.steps[name]) for name in ("kept", "kept_twice")] == [3, 10]
    assert made.reach["kept_twice"] == ("bar",)
    assert set(made.homes.values()) == {"steps_of_a_test"}


def test_a_collection_of_another_kind_is_told() -> None:
    with pytest.raises(TypeError, match="step a: years is"):
        Dag(module("def a(years: list) -> int: ..."), inputs={"years": tuple[int, ...]}, settings={})


def test_a_result_is_shared_as_long_as_no_setting_it_stands_on_differs() -> None:
    text = module(TWO)
    made = Dag(text, inputs={"firms": list, "links": list}, settings={"bar": int, "year": int})
    assert made.reach["counted"] == ("bar",)
    assert made.reach["dated"] == ("bar", "year")

    class Settings:
        def __init__(self, bar: int, year: int) -> None:
            self.bar, self.year = bar, year

    first = Results(made, {"firms": [1, 2, 3], "links": [0]}, Settings(2, 2021))
    later, other_bar = first.under(Settings(2, 2024)), first.under(Settings(3, 2021))

    assert [one.of(text.dated) for one in (first, later, other_bar)] == [(3, 2021), (3, 2024), (2, 2021)]
    assert text.calls == ["kept", "counted", "kept", "counted"]


def test_the_drawing_of_the_steps_is_as_the_code_has_them() -> None:
    assert architecture.page() == architecture.PAGE.read_text(encoding="utf-8"), "run python tests/architecture.py"
    assert all(f"<b>{name}</b>" in architecture.drawing() for name in STEPS.steps)
