"""The panels of a link and of a claim that several subjects share, and how either stands in another panel."""

from collections.abc import Iterable, Sequence

from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording
from chainlink.report.panels.document import Item, Panel
from chainlink.report.panels.panels import Panels

KEYS = {"firms": "f", "sectors": "s", "links": "l", "claims": "c", "statements": "m", "projects": "p"}


def claim_items(panels: Panels, table: str, key: str) -> list[Item]:
    """The claims about a row, each with the panel of those who share it."""
    wording = panels.wording
    return [
        Item(
            wording.claim_text(claim), claim_panel(panels, claim), (panels.row("claims", wording.index.claims[claim]),)
        )
        for claim in wording.index.claims_of.get((table, key), ())
    ]


def claim_panel(panels: Panels, key: str, *, kept: bool = False) -> str:
    """Compose the panel of a joint claim, whose subjects share one amount; return its key (one subject: empty)."""
    subjects = panels.wording.index.subjects.get(key, ())
    if len(subjects) <= 1:
        return ""
    return panels.once(f"c:{key}", lambda: _joint_claim(panels, key, subjects), kept=kept)


def _joint_claim(panels: Panels, key: str, subjects: Sequence[tuple[str, str]]) -> Panel:
    wording = panels.wording
    shared = [
        Item(_subject(wording, table, subject), f"{KEYS[table]}:{subject}" if table in KEYS else "")
        for table, subject in subjects
    ]
    sections = (
        (
            panels.say("joint"),
            (Item(panels.say("joint_means"), rows=(panels.row("claims", wording.index.claims[key]),)),),
        ),
        (panels.say("subjects", n=len(subjects)), tuple(shared)),
    )
    for table, subject in subjects:
        if table == "links":
            link_panel(panels, subject)
    return Panel(wording.claim_text(key), (panels.say("joint"),), sections)


def _subject(wording: Wording, table: str, key: str) -> str:
    if table == "links" and key in wording.index.links:
        return wording.link_title(wording.index.links[key])
    if table in {"firms", "chains", "districts", "parks"}:
        return wording.name(table, key)
    return f"{wording.word('subject_table', table)} {key}"


def link_panel(panels: Panels, key: str, *, kept: bool = False) -> str:
    """Compose the panel of a link 配套关系 and return its key."""
    return panels.once(f"l:{key}", lambda: _link(panels, key), kept=kept)


def valued(wording: Wording, link: str) -> bool:
    """Whether anything is stated of a link: an amount, a quantity, a share."""
    return ("links", link) in wording.index.claims_of


def valued_first(wording: Wording, links: Iterable[Row]) -> list[Row]:
    """Order links: those first of which an amount is stated; else as they stand."""
    return sorted(links, key=lambda link: not valued(wording, link["link"]))


def _link(panels: Panels, key: str) -> Panel:
    wording = panels.wording
    link = wording.index.links[key]
    ends = tuple(
        Item(wording.told(panels.say(end), wording.seated(link[end])), f"f:{link[end]}")
        for end in ("supplier", "buyer")
    )
    product = link["product"] or wording.names("sectors", link["sectors"]) or panels.say("product_unknown")
    what = [Item(product, rows=(panels.row("links", link),))]
    what += [Item(wording.name("sectors", sector), f"s:{sector}") for sector in link["sectors"] or ()]
    time = "–".join(part for part in (link["since"], link["until"]) if part)
    tags = wording.word("relation", link["relation"]), time, wording.word("grade", link["grade"])
    claims = tuple(claim_items(panels, "links", key)) or (Item(panels.say("no_amount")),)
    sections = ((panels.say("ends"), ends), (panels.say("product"), tuple(what)), (panels.say("claims"), claims))
    return Panel(wording.link_title(link), tuple(filter(None, tags)), sections)


def link_words(wording: Wording, link: Row, head: str) -> str:
    """Word a link by ``head``, with what is supplied and the claims about it."""
    claims = wording.index.claims_of.get(("links", link["link"]), ())
    return wording.semi.join([wording.told(head, link["product"]), *map(wording.claim_text, claims)])


def link_items(panels: Panels, links: Iterable[Row], end: str) -> tuple[Item, ...]:
    """Links by the firm at ``end``, with what is supplied and the claims about it."""
    wording, items = panels.wording, []
    for link in links:
        claims = wording.index.claims_of.get(("links", link["link"]), ())
        rows = (panels.row("links", link), *(panels.row("claims", wording.index.claims[claim]) for claim in claims))
        text = link_words(wording, link, wording.name("firms", link[end]))
        items.append(Item(text, link_panel(panels, link["link"]), rows))
    return tuple(items)


def link_item(panels: Panels, link: Row) -> Item:
    """A link by its title, with its panel and its row."""
    return Item(panels.wording.link_title(link), link_panel(panels, link["link"]), (panels.row("links", link),))
