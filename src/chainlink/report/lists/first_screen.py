"""The first screen of the region's page: a sentence, the matrix of chains and districts, how much is on record."""

from collections import Counter
from collections.abc import Iterable, Sequence

from chainlink.findings.bands import CHASE
from chainlink.findings.kinds import kind_of
from chainlink.findings.standings import COMING, INFERRED, LAPSED, RECORDS, STALE, UNPLACED
from chainlink.findings.states import COMING as ON_THE_WAY
from chainlink.findings.states import STATES
from chainlink.measures.supply.presence import COMING as UNBUILT
from chainlink.report.lists.method import resident
from chainlink.report.lookup.index import TRADES, Row
from chainlink.report.lookup.site import chains_with_a_page
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.firms import named_firms
from chainlink.report.panels.first_screen import Cell, ChainLine, Covered, FirstScreen
from chainlink.report.panels.panels import Panels
from chainlink.report.panels.sectors import named_sectors
from chainlink.terms import number

MET = {"closed_inside": "inside", "neighbour_has": "neighbour", "bought_outside": "bought"}
WAYS = ("inside", "neighbour", "on_the_way", "bought")
"""Where a needed sector is met, as the matrix parts it: what is only being built is not there yet."""
SHADES = 3
MOST_PLACES, MOST_BUYERS = 8, 2


def made_here(wording: Wording, chain: str, district: str) -> tuple[list[str], list[str]]:
    """Return the sectors of a chain (own, and shared ones tied to it) that a district makes, and the firms."""
    states = {sector: wording.results.states.get((sector, district)) for sector in wording.results.sectors_of(chain)}
    made = {sector: state["makers"] for sector, state in states.items() if state and state["makers"]}
    return list(made), sorted({firm for makers in made.values() for firm in makers})


def kinds_on_record(wording: Wording, chain: str, district: str) -> dict[str, str]:
    """Return the firms of a chain on record in a district that are not known to make what is the chain's, by kind."""
    index, kinds = wording.index, dict[str, str]()
    for sector in wording.results.sectors_of(chain):
        state = wording.results.states.get((sector, district)) or {}
        for kind in (COMING, INFERRED, LAPSED, STALE):
            kinds |= {firm: kind for firm in state.get(kind) or () if firm not in kinds}
    for firm in index.said_to_be_of.get((chain, district), ()):
        status = (index.statuses.get(firm) or {}).get("status")
        known = COMING if status in UNBUILT else UNPLACED
        kinds.setdefault(firm, STALE if index.is_stale(index.firms[firm]) else known)
    return kinds


def first_screen(wording: Wording, panels: Panels, findings: Sequence[Row]) -> FirstScreen:
    """Compose the first screen; ``findings`` are those that the page counts."""
    say, region = wording.say, wording.index.region
    pages = set(chains_with_a_page(wording))
    return FirstScreen(
        sentence=_sentence(wording, findings),
        districts=tuple((f"d:{key}", wording.name("districts", key)) for key in region),
        lines=tuple(_line(wording, panels, chain, has_page=chain in pages) for chain in wording.index.chains),
        places=tuple((code, say(f"first_screen.{code}")) for code in WAYS),
        coverage=tuple(_coverage(wording, panels)),
    )


def _sentence(wording: Wording, findings: Sequence[Row]) -> str:
    """Say how things stand: what is on record, what is verified, what to ask first."""

    def say(code: str, **parts: object) -> str:
        return wording.say(f"first_screen.{code}", **parts)

    recorded, stated = resident(wording)
    chased = [row for row in findings if row["band"] in CHASE and not kind_of(row).verified]
    counts = Counter(row["band"] for row in chased)
    bands = [say("band_count", band=wording.word("band_mark", band), n=counts[band]) for band in CHASE if counts[band]]
    leads = say("leads", bands=wording.joint.join(bands)) if bands else ""
    best = [row for row in chased if row["band"] == CHASE[0]]
    if of_chain := Counter(chain for row in best for chain in row["chains"] or ()).most_common(1):
        (chain, most) = of_chain[0]
        asked = Counter(firm for row in best if chain in (row["chains"] or ()) for firm in row["buyers"] or ())
        firms = [wording.name("firms", firm) for firm, _ in asked.most_common(MOST_BUYERS)]
        parts = {"band": wording.word("band_mark", CHASE[0]), "n": len(best), "most": most}
        parts |= {"chain": wording.name("chains", chain), "buyers": wording.joint.join(firms)}
        if bands[1:] and firms:
            leads = say("leads_where", **parts, rest=bands[1])
    trades = sum(link["relation"] in TRADES for link in wording.index.links.values())
    return say(
        "sentence",
        firms=number(recorded),
        resident=say("resident", resident=number(stated)) if stated else say("resident_open"),
        links=number(trades),
        gaps=sum(kind_of(row).verified for row in findings),
        leads=leads,
    )


def _line(wording: Wording, panels: Panels, chain: str, *, has_page: bool) -> ChainLine:
    states = {key: wording.results.states.get((key, "region")) for key in wording.index.members([chain])}
    needed = {key: state["state"] for key, state in states.items() if state and state["needed_by"]}
    met = dict.fromkeys(WAYS, 0)
    groups: dict[str, list[str]] = {code: [] for code in WAYS}
    for sector, state in needed.items():
        code = "on_the_way" if state == ON_THE_WAY else MET.get(STATES[state].met, "")
        if code:
            met[code] += 1
            groups[code].append(sector)
    name = wording.name("chains", chain)
    items = [(wording.say(f"first_screen.{code}"), named_sectors(panels, group)) for code, group in groups.items()]
    panels.found[f"u:{chain}"] = Panel(name, (), tuple(part for part in items if part[1]))
    return ChainLine(
        name=name,
        href=f"{chain}.html" if has_page else "",
        lead=bool(wording.index.chains[chain]["lead"]),
        cells=tuple(_cell(wording, panels, chain, district) for district in wording.index.region),
        met=met,
        panel=f"u:{chain}",
    )


def _cell(wording: Wording, panels: Panels, chain: str, district: str) -> Cell:
    """What a district has of a chain: the firms that make it, else those to be asked."""

    def say(code: str, **parts: object) -> str:
        return wording.say(f"first_screen.{code}", **parts)

    sectors, makers = made_here(wording, chain, district)
    kinds = {firm: kind for firm, kind in kinds_on_record(wording, chain, district).items() if firm not in makers}
    names = {"chain": wording.name("chains", chain), "district": wording.name("districts", district)}
    title = say("cell_title", **names)
    if not makers and not kinds:
        return Cell(wording.say("page.none_recorded"), "", "none", 0, title, "")
    sections = [
        (say("firms", n=len(makers)), _firms(panels, makers)),
        (say("sectors", n=len(sectors)), (*named_sectors(panels, sectors[: panels.most]), *panels.rest(len(sectors)))),
    ]
    for kind in RECORDS:
        group = [firm for firm, standing in kinds.items() if standing == kind]
        sections.append((wording.say(f"page.record_{kind}", n=len(group)), _firms(panels, group)))
    panel = f"m:{chain}:{district}"
    panels.found[panel] = Panel(title, (), tuple(part for part in sections if part[1]))
    if makers:
        figure, note = say("sectors", n=len(sectors)), say("firms", n=number(len(makers)))
        shade = min(SHADES, len(sectors))
        return Cell(figure, note, "made", shade, f"{title} {figure} {note}", panel)
    figure = say("to_check", n=number(len(kinds)))
    return Cell(figure, "", "record", 0, f"{title} {figure}", panel)


def _firms(panels: Panels, firms: Sequence[str]) -> tuple[Item, ...]:
    return (*named_firms(panels, firms[: panels.most]), *panels.rest(len(firms)))


def _coverage(wording: Wording, panels: Panels) -> Iterable[Covered]:
    """The districts of the region, then the parks of which it is stated how many firms are there."""
    rows = list(wording.outcome.coverage.iter_rows(named=True))
    districts = [row for row in rows if row["table"] == "districts"]
    stated = [row for row in rows if row["table"] != "districts" and row["resident"] is not None]
    for row in [*districts, *stated][:MOST_PLACES]:
        parts = {"recorded": number(row["recorded"]), "resident": number(row["resident"] or 0)}
        words = wording.say(f"first_screen.{'covered_open' if row['resident'] is None else 'covered'}", **parts)
        name = wording.name(row["table"], row["id"])
        yield Covered(name, row["recorded"], row["resident"], words, coverage_panel(wording, panels, row))


def coverage_panel(wording: Wording, panels: Panels, row: Row) -> str:
    """Compose the panel of a row of the coverage: what is stated of it, which firms are on record."""
    index = wording.index
    column, places = ("district", index.districts) if row["table"] == "districts" else ("park", index.parks)
    firms = [key for key, firm in index.firms.items() if firm[column] == row["id"] and firm["named"] is not False]
    stated = (
        Item(wording.claim_text(row["claim"]), rows=(panels.row("claims", index.claims[row["claim"]]),))
        if row["claim"] in index.claims
        else Item(wording.say("page.not_stated"), rows=(panels.row(row["table"], places[row["id"]]),))
    )
    sections = (
        (wording.say("district_page.resident"), (stated,)),
        (
            wording.say("district_page.firms_of", n=number(len(firms))),
            named_firms(panels, firms[: panels.most], proven=True),
        ),
    )
    name = f"t:coverage:{row['id']}"
    panels.found[name] = Panel(wording.name(row["table"], row["id"]), (), tuple(part for part in sections if part[1]))
    return name
