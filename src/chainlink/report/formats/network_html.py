"""The page of the network: vis-network once for the whole region, over the data of all its firms and sectors."""

from collections.abc import Sequence
from importlib.resources import files

from markupsafe import Markup

from chainlink import terms
from chainlink.report.formats.html import asset, css, json_text, script_hash, site_values
from chainlink.report.formats.templating import rendered
from chainlink.report.lists.network import network_columns
from chainlink.report.lookup.site import NETWORK
from chainlink.report.lookup.wording import Wording

VIS_PATH = "templates/lib/vis-9.1.2/vis-network.min.js"
VIS_SHA256 = "1f20f0736f32cb9bedf8f6383b25cfea2f839e1abe80d6e8040b4d5bea378c69"
SAID = ("script.supplies", "script.buys", "script.too_many", "script.nothing_selected", "script.no_match")


def vis_network() -> str:
    """Return vis-network's own file, licence banner and all, as the pyvis wheel carries it."""
    return files("pyvis").joinpath(VIS_PATH).read_text(encoding="utf-8")


def render_network(wording: Wording, pages: Sequence[tuple[str, str, str]]) -> str:
    """Render the page of the network; titles, menus and the template of pyvis are never used: they load from afar."""
    lang, vis = wording.lang, vis_network()
    script = "\n".join(('"use strict";', "(() => {", asset("script/packed.js"), asset("script/network.js"), "})();"))
    policy = (
        f"default-src 'none'; script-src '{script_hash(vis)}' '{script_hash(script)}'; style-src 'unsafe-inline'; "
        "img-src data: blob:; base-uri 'none'; form-action 'none'"
    )
    columns = network_columns(wording)
    say = {code: terms.word(f"network.{code}", lang) for code in terms.choices("network")}
    say |= {code.partition(".")[2]: terms.word(code, lang) for code in SAID}
    kinds = [(code, terms.word(f"network.{code}", lang)) for code in ("makes", "flow")]
    kinds[1:1] = [(code, wording.word("relation", code)) for code in terms.choices("relation")]
    focuses = [(f"chain={chain}", wording.name("chains", chain)) for chain, r in wording.index.roles.items() if r]
    focuses += [(f"district={district}", wording.name("districts", district)) for district in wording.index.region]
    parts = {
        "css": css("report.css", "network.css"),
        "script": script,
        "vis": vis,
        "data": json_text({**columns, "say": say}),
    }
    safe = {name: Markup(text) for name, text in parts.items()}  # noqa: S704 - our files, or escaped by their makers
    values = {"lang": lang, "policy": policy, "kinds": kinds, "focuses": focuses, "pages": pages, **safe}
    values |= site_values(wording, NETWORK)
    title, byline = wording.say("network.title"), wording.byline()
    return rendered("network.html.j2", title=title, byline=byline, say=wording.say, **values)
