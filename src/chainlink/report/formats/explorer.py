"""The explorer: a pyvis network as the container of the layout, and the vis-network that its wheel carries."""

from __future__ import annotations

import json
from importlib.resources import files

from chainlink.report.panels.document import Chart

VIS_PATH = "templates/lib/vis-9.1.2/vis-network.min.js"
VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
OPTIONS = {
    "physics": {"enabled": False},
    "interaction": {"hover": True, "tooltipDelay": 100000, "keyboard": False, "navigationButtons": False},
    "nodes": {"shape": "box", "font": {"multi": False}},
    "edges": {"smooth": {"enabled": True, "type": "cubicBezier", "forceDirection": "horizontal", "roundness": 0.5}},
}


def vis_network() -> str:
    """Return vis-network's own file, licence banner and all, as the pyvis wheel carries it."""
    return files("pyvis").joinpath(VIS_PATH).read_text(encoding="utf-8")


def network_data(chart: Chart) -> dict[str, object]:
    """Return the nodes and edges of a chart as pyvis gives them, places preset, for vis-network to draw.

    Titles, menus, headings and pyvis' own template are never used: they load from elsewhere and are injectable.
    """
    from pyvis.network import Network

    net = Network(directed=True, cdn_resources="in_line")
    for card in chart.layout.cards:
        look = chart.looks[card.key]
        style = look.state if look.head else look.colour
        net.add_node(
            card.key,
            label="\n".join(look.lines),
            shape="box",
            x=card.x + card.width // 2,
            y=card.y + card.height // 2,
            w=card.width,
            h=card.height,
            s=style,
            m=look.mark,
            g=look.detail,
        )
    for stroke in chart.strokes.values():
        for start in stroke.edge.starts:
            for end in stroke.edge.ends:
                shared = stroke.kind == "joint"
                net.add_edge(
                    start,
                    end,
                    k=stroke.edge.key,
                    c=stroke.colour,
                    w=26 if shared else stroke.width,
                    d=bool(stroke.dash) or shared,
                )
    net.set_options(json.dumps(OPTIONS))
    nodes, edges, _, _, _, options = net.get_network_data()
    kept = ("id", "label", "x", "y", "w", "h", "s", "m", "g")
    return {
        "nodes": [{key: node[key] for key in kept if node.get(key) not in (None, "")} for node in nodes],
        "edges": [{key: edge[key] for key in ("from", "to", "k", "c", "w", "d")} for edge in edges],
        "options": json.loads(options) if isinstance(options, str) else options,
    }
