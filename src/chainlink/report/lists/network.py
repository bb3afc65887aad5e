"""The whole network of a region in packed columns: firms, sectors, who makes what, who supplies whom."""

from collections.abc import Mapping, Sequence
from typing import Any

from chainlink import terms
from chainlink.findings.bands import BANDS
from chainlink.report.lists.packed import column, names
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.style import GREY, MORE_COLOURS
from chainlink.report.lookup.wording import Wording

STAGE_COLOURS = dict(zip(terms.choices("stage"), (*MORE_COLOURS, GREY), strict=False))
BAND_COLOURS = dict(zip(BANDS, ("#C05A00", "#2F6690", "#7A90A5", "#AEB8C2"), strict=True))


def network_columns(wording: Wording) -> dict[str, object]:
    """Return firms and sectors with their ids, the edges between them by their numbers, and how each may be coloured.

    ``firm`` and ``sector`` are ids joined by line ends, of sectors ``chains`` (numbers of the chains that hold each);
    ``makes`` holds (firm, sector), ``links`` (supplier, buyer, relation), ``flows`` (input, output).  A link of which
    something is stated says it in ``stated``.  Rows of unknown ends are left out.
    """
    index = wording.index
    firms = {firm: number for number, firm in enumerate(index.firms)}
    sectors = {sector: number for number, sector in enumerate(index.sectors)}
    districts = {key: number for number, key in enumerate(index.districts)}
    chains = {key: number for number, key in enumerate(index.chains)}
    made = [(row["firm"], row["sector"]) for rows in index.capabilities.values() for row in rows]
    makes = [(firms[firm], sectors[sector]) for firm, sector in made if firm in firms and sector in sectors]
    relations = list(terms.choices("relation"))
    links = [row for row in index.links.values() if row["supplier"] in firms and row["buyer"] in firms]
    flows = [(sectors[row["input"]], sectors[row["output"]]) for row in index.flows]
    return {
        "firm": "\n".join(firms),
        "firms": names(wording.name("firms", firm) for firm in firms),
        "district": column([districts.get(row["district"] or "", -1) + 1 for row in index.firms.values()]),
        "sector": "\n".join(sectors),
        "sectors": names(wording.name("sectors", sector) for sector in sectors),
        "stage": column([list(STAGE_COLOURS).index(row["stage"]) for row in index.sectors.values()]),
        "band": column([_bands(wording).get(sector, 0) for sector in sectors]),
        "chains": [[chains[key] for key in index.home_chains.get(sector, ())] for sector in sectors],
        "makes": _columns(makes),
        "links": _columns([(firms[r["supplier"]], firms[r["buyer"]], relations.index(r["relation"])) for r in links]),
        "flows": _columns(flows),
        "stated": _stated(wording, links),
        "relations": [[code, wording.word("relation", code)] for code in relations],
        "districts": [[key, wording.name("districts", key), index.colours.get(key, GREY)] for key in districts],
        "chain": [[key, wording.name("chains", key), bool(index.roles.get(key))] for key in chains],
        "stages": [[key, wording.word("stage", key), colour] for key, colour in STAGE_COLOURS.items()],
        "bands": [[key, wording.word("band", key), colour] for key, colour in BAND_COLOURS.items()],
    }


def _bands(wording: Wording) -> Mapping[str, int]:
    """The band of the first finding about each sector, as its place + 1."""
    bands: dict[str, int] = {}
    for row in wording.results.findings:
        if row["sector"] and row["band"] in BANDS:
            bands.setdefault(row["sector"], list(BANDS).index(row["band"]) + 1)
    return bands


def _columns(rows: Sequence[tuple[int, ...]]) -> list[Any]:
    return [column(part) for part in zip(*rows, strict=True)] if rows else [column([]), column([]), column([])]


def _stated(wording: Wording, links: Sequence[Row]) -> dict[str, str]:
    claims = wording.index.claims_of
    return {
        str(number): wording.semi.join(map(wording.claim_text, claims["links", link["link"]]))
        for number, link in enumerate(links)
        if ("links", link["link"]) in claims
    }
