"""The graph of a study's steps in docs/architecture.md, drawn from the code.

Run it (``python tests/architecture.py``) after a step is added or changed; a test holds that the drawing is fresh.
"""

from __future__ import annotations

import re
from pathlib import Path

import networkx as nx

import chainlink
from chainlink.study.steps import SETTINGS, STEPS

PAGE = Path(chainlink.__file__).parents[2] / "docs" / "architecture.md"


def drawing() -> str:
    """Draw every step with the inputs and settings it names; an arrow that a longer way implies is left out."""
    graph = nx.DiGraph()
    graph.add_nodes_from(STEPS.steps)
    graph.add_edges_from((one, name) for name in STEPS.steps for one in STEPS.parameters[name] if one in STEPS.steps)
    homes: dict[str, list[str]] = {}
    for name, home in STEPS.homes.items():
        homes.setdefault(home, []).append(name)
    lines = ["flowchart TD"]
    for home, names in sorted(homes.items()):
        lines += [f"  subgraph {home}", *(f"    {name}[{_label(name)}]" for name in sorted(names)), "  end"]
    lines += [f"  {start} --> {end}" for start, end in sorted(nx.transitive_reduction(graph).edges)]
    return "\n".join(lines)


def _label(name: str) -> str:
    own = [one for one in STEPS.parameters[name] if one not in STEPS.steps]
    inputs = " ".join(one for one in own if one not in SETTINGS)
    settings = " ".join(one for one in own if one in SETTINGS)
    return '"' + "<br>".join(filter(None, (f"<b>{name}</b>", inputs, settings and f"<i>{settings}</i>"))) + '"'


def page() -> str:
    """Return the page with the drawing as the code has it now."""
    return re.sub(
        r"(?<=```mermaid\n).*?(?=\n```)",
        lambda _: drawing(),
        PAGE.read_text(encoding="utf-8"),
        count=1,
        flags=re.DOTALL,
    )


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
