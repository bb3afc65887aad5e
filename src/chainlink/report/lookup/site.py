"""The way through a report: what stands at the top of each of its pages, as seen from there."""

import posixpath
from dataclasses import dataclass

from chainlink.report.lookup.wording import Wording

HOME, NETWORK, METHOD, FILES = "index.html", "network.html", "method.html", "files.html"
MAP = f"{HOME}#districts"


@dataclass(frozen=True, slots=True)
class Way:
    """A link at the top of a page; ``here``: it is the page itself."""

    href: str
    name: str
    here: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Links under one heading; ``open``: they stand in the line, not behind the heading."""

    name: str
    ways: tuple[Way, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class Site:
    """The way through a report as one of its pages shows it."""

    home: Way
    groups: tuple[Group, ...]
    ways: tuple[Way, ...]


def chains_with_a_page(wording: Wording) -> list[str]:
    """Return the chains 产业链 that have sectors, and so a page, in their order."""
    return [chain for chain in wording.index.chains if wording.index.roles.get(chain)]


def site(wording: Wording, here: str) -> Site:
    """Return the way through the report as the page ``here`` (a file of the report) shows it."""
    name, region = wording.name, wording.index.region

    def way(file: str, words: str) -> Way:
        return Way(posixpath.relpath(file, posixpath.dirname(here) or "."), words, file == here)

    chains = tuple(way(f"{chain}.html", name("chains", chain)) for chain in chains_with_a_page(wording))
    pages = tuple(way(f"districts/{key}.html", name("districts", key)) for key in region)
    sheets = tuple(way(f"{key}-one-page.html", name("districts", key)) for key in region)
    groups = ("chains", chains, False), ("districts", pages, True), ("sheets", sheets, True)
    few = 3
    files = {
        MAP: "map",
        NETWORK: "network",
        "chainlink.xlsx": "excel",
        "chainlink.docx": "word",
        METHOD: "method",
        FILES: "files",
    }
    return Site(
        way(HOME, wording.say("site.home")),
        tuple(
            Group(wording.say(f"site.{key}", n=len(ways)), ways, unfolded and len(ways) <= few)
            for key, ways, unfolded in groups
            if ways
        ),
        tuple(way(file, wording.say(f"site.{code}")) for file, code in files.items()),
    )
