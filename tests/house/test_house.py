"""The habits of the house that no linter knows: files, prints and captions in place (the floors: lint-imports)."""

from __future__ import annotations

import ast
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import networkx as nx
import pytest

import chainlink
from chainlink.findings.bands import BANDS
from chainlink.findings.kinds import KINDS
from chainlink.findings.standings import BY_GROUP, STANDINGS
from chainlink.findings.states import STATES

ROOT = Path(chainlink.__file__).parent
MODULES = sorted(path for path in ROOT.rglob("*.py"))
# Only these open, read or write files; the packaged words are read by terms.
TOUCH_FILES = {"config", "terms", "reference", "report", "data"}


def name_of(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts)


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def room(module: str) -> str:
    return module.split(".", 1)[0]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Every module of chainlink that a file imports, type-only and in-function imports included."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "chainlink":
            inner = (node.module or "").partition(".")[2]
            for alias in node.names:
                longer = f"{inner}.{alias.name}" if inner else alias.name
                is_module = (ROOT / f"{longer.replace('.', '/')}.py").exists() or (
                    ROOT / longer.replace(".", "/")
                ).is_dir()
                yield node.lineno, longer if is_module else inner or "__init__"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name.split(".")[0] == "chainlink":
                    yield node.lineno, alias.name.partition(".")[2] or "__init__"


def test_no_imports_go_round_in_a_circle() -> None:
    graph = nx.DiGraph()
    for path in MODULES:
        module = name_of(path).removesuffix(".__init__")
        graph.add_edges_from((module, target) for _, target in imports(path) if target != module)

    assert list(nx.simple_cycles(graph)) == []


def called_by(path: Path) -> list[ast.expr]:
    return [node.func for node in ast.walk(tree_of(path)) if isinstance(node, ast.Call)]


def test_only_the_command_line_prints_or_exits() -> None:
    ending = {"print", "exit", "quit", "sys.exit", "os._exit"}
    wrong = {
        name_of(path): [call for call in map(ast.unparse, called_by(path)) if call in ending]
        for path in MODULES
        if room(name_of(path)) != "cli"
    }

    assert len(wrong) > 100
    assert {name: calls for name, calls in wrong.items() if calls} == {}


def test_only_files_config_and_writers_touch_files() -> None:
    touching = {"read_text", "write_text", "read_bytes", "write_bytes", "open", "read_csv", "write_csv", "read_parquet"}
    wrong = {}
    for path in MODULES:
        name = name_of(path)
        if room(name) in TOUCH_FILES:
            continue
        calls = {call.attr if isinstance(call, ast.Attribute) else getattr(call, "id", "") for call in called_by(path)}
        allowed = {"write_bytes"} if room(name) == "cli" else set()
        if name == "cli.streams":
            allowed = {"open"}  # the standard streams themselves
        wrong[name] = calls & touching - allowed

    assert len(wrong) > 100
    assert {name: calls for name, calls in wrong.items() if calls} == {}


def test_every_file_opens_with_its_caption_and_has_a_subject_for_a_name() -> None:
    assert [name_of(path) for path in MODULES if not ast.get_docstring(tree_of(path))] == []
    assert {path.stem for path in MODULES} & {"utils", "util", "helpers", "common", "manager", "misc"} == set()


def test_nothing_catches_everything() -> None:
    wrong = [
        f"{name_of(path)}:{node.lineno}"
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in {"Exception", "BaseException"})
    ]

    assert wrong == []


MOST_LINES = 200
"""A class of more lines does more than one thing."""


def class_lines(code: str) -> dict[str, int]:
    """How many lines each class takes, those inside others and inside functions among them."""
    nodes = (node for node in ast.walk(ast.parse(code)) if isinstance(node, ast.ClassDef))
    return {node.name: (node.end_lineno or node.lineno) - node.lineno + 1 for node in nodes}


def test_no_class_is_above_200_lines() -> None:
    lines = {
        f"{name_of(path)}.{name}": count
        for path in MODULES
        for name, count in class_lines(path.read_text(encoding="utf-8")).items()
    }

    assert {name for name, count in lines.items() if count > MOST_LINES} == set()


def test_the_lines_of_a_class_are_counted_wherever_it_stands() -> None:
    code = "class Outer:\n    class Inner:\n        a = 1\n\n    b = 2\n\ndef f():\n    class Local: ...\n"

    assert class_lines(code) == {"Outer": 5, "Inner": 2, "Local": 1}


DECLARED_BY = {"findings", "measures"}
"""The rooms that declare kinds, bands and statuses; a judge names the kinds that it finds itself."""
UNBUILT = {"building", "signed", "planned"}
OTHER_WORDS = {
    "report.lookup.style": {*STATES},  # the look of each state, complete by its own check
    "cli.usage": {"missing"},  # a parameter of a command that is missing
    "judge.states": {*STATES},  # decides them
    "data.clocks": UNBUILT,  # of firms, capabilities and projects alike; on one floor with the measures
    "data.checks.far_dates": UNBUILT,  # which rows may tell of a year ahead
    "data.figures.long_table": {"".join(BANDS)},  # statistical forms number their columns so
}


def strings(tree: ast.AST) -> set[str]:
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def named_in(code: str) -> set[str]:
    """The bands, kinds of finding, states and lists of statuses that code names; its docstrings may."""
    tree = ast.parse(code)
    said = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    texts = {
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said
    }
    found = {text for text in texts if text and set(text) <= {*BANDS}}
    columns = {*BY_GROUP}  # of the frame of states: a firm is named under them, no state
    found |= texts & ({*KINDS} - columns)
    states = {*STATES, *STANDINGS} - columns
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set | ast.Dict):
            parts = node.keys if isinstance(node, ast.Dict) else node.elts
            listed = {one.value for one in parts if isinstance(one, ast.Constant) and isinstance(one.value, str)}
            for known in (states, UNBUILT):
                found |= listed & known if len(listed & known) > 1 else set()
        if isinstance(node, ast.Compare) and {"kind", "state"} & strings(node):
            asked = {one.attr for one in ast.walk(node) if isinstance(one, ast.Attribute)} | strings(node)
            found |= asked & {*KINDS, *STATES}
    return found


def test_nobody_but_the_tables_of_findings_names_a_kind_a_band_or_a_list_of_statuses() -> None:
    wrong = {}
    for path in MODULES:
        name = name_of(path)
        if room(name) not in DECLARED_BY:
            own = {kind.id for kind in KINDS.values() if name == f"judge.{kind.judge}"}
            wrong[name] = named_in(path.read_text(encoding="utf-8")) - own - OTHER_WORDS.get(name, set())

    assert len(wrong) > 100
    assert {name: words for name, words in wrong.items() if words} == {}


@pytest.mark.parametrize(
    ("code", "named"),
    [
        ('chased = row["band"] in ("甲", "乙")', {"甲", "乙"}),
        ('place = "甲乙丙丁".find(band)', {"甲乙丙丁"}),
        ('pairs = [row for row in rows if row["kind"] != "extension"]', {"extension"}),
        ('near = [row for row in rows if row["kind"] == "near"]', {"near"}),
        ('drawn = state["state"] == "recorded"', {"recorded"}),
        ('order = ("strong", "present", "blank")', {"strong", "present", "blank"}),
        ('later = status in {"building", "signed"}', {"building", "signed"}),
        ('firms = [state["near"], state["coming"]]', set()),
    ],
)
def test_a_kind_a_band_or_a_status_in_a_writer_is_seen(code: str, named: set[str]) -> None:
    assert named_in(code) == named


def frames_taken(function: ast.FunctionDef) -> list[str]:
    """The parameters of a function that are frames and may be given by place."""
    told = [(one.arg, ast.unparse(one.annotation)) for one in function.args.args if one.annotation]
    return [name for name, kind in told if "DataFrame" in kind or kind.startswith("frames.")]


def test_a_measure_judgement_or_step_takes_more_than_two_frames_by_name_only() -> None:
    steps = [
        (name_of(path), node)
        for path in MODULES
        if room(name_of(path)) in {"judge", "study", "measures", "graph"}
        for node in tree_of(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    ]

    assert steps
    assert [(name, node.name) for name, node in steps if len(frames_taken(node)) > 2] == []


def test_the_mark_of_slow_tests_is_declared_borne_and_explained() -> None:
    top = ROOT.parents[1]
    marks = tomllib.loads((top / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"][
        "markers"
    ]
    bearing = [
        file for file in top.glob("tests/*/test_*.py") if "@pytest.mark.slow\n" in file.read_text(encoding="utf-8")
    ]

    assert [mark for mark in marks if mark.startswith("slow: ")]
    assert '-m "not slow"' in (top / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert len(bearing) > 10


DIALECT = {"one", "found", "told", "said", "given"}
"""Participles that say of a thing how it was come by, not what it is."""
STILL = {"intake": 17, "cli": 1, "data": 1, "report": 1}
"""How often each room still names a value so; a number here is only ever lowered."""


def dialect(code: str) -> list[int]:
    """The lines on which a value or a parameter gets a name of no meaning, those of comprehensions among them."""
    nodes = list(ast.walk(ast.parse(code)))
    names = [(node.lineno, node.id) for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)]
    names += [(node.lineno, node.arg) for node in nodes if isinstance(node, ast.arg)]
    return sorted(line for line, name in names if name in DIALECT)


def test_names_say_what_a_value_is() -> None:
    named = {name_of(path): dialect(path.read_text(encoding="utf-8")) for path in MODULES}
    counts = Counter(room(module) for module, lines in named.items() for _ in lines)
    above = {name for name, count in counts.items() if count > STILL.get(name, 0)}

    assert {module: lines for module, lines in named.items() if lines and room(module) in above} == {}


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("found = 1", [1]),
        ("x = [one for one in y]\nz = {told: 1 for told in y}", [1, 2]),
        ("def f(given, *, said): ...\nlambda one: 1", [1, 1, 2]),
        ("for row, one in y: ...\nif (found := y): ...", [1, 2]),
        ("rows = found(given=one.told)", []),
    ],
)
def test_a_name_of_no_meaning_is_seen(code: str, lines: list[int]) -> None:
    assert dialect(code) == lines
