"""Which absent sectors a map shows: leads to chase, and raw materials without which a chain has no beginning."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

import polars as pl

from chainlink.findings.bands import BANDS, CHASE
from chainlink.findings.kinds import kind_of
from chainlink.findings.states import ABSENT
from chainlink.report.lookup.index import Row
from chainlink.report.lookup.wording import Wording

MOST_LEADS, MOST_LEADS_OF_MANY = 8, 4
"""So many leads can be told apart on one map, or in a lane of a map of several; those of lower rank are folded away."""
MOST_RAW = 4
ESSENTIAL = "essential"


def leads_drawn(
    findings: Iterable[Row],
    chains: Sequence[str],
    lane_of: Callable[[str, Sequence[str]], str | None],
    *,
    whole: bool,
) -> dict[str, str]:
    """Return the absent sectors whose finding on these chains is chased: the first of each lane, every verified one.

    ``lane_of`` a sector and its chains on the map is null where it has no place there.
    """
    bands: dict[str, str] = {}
    most = MOST_LEADS_OF_MANY if whole else MOST_LEADS
    count: dict[str, int] = defaultdict(int)
    for finding in findings:
        shown = [chain for chain in chains if chain in (finding["chains"] or ())]
        kind = kind_of(finding)
        if not (kind.drawn and finding["band"] in CHASE and shown) or finding["sector"] in bands:
            continue
        lane = lane_of(finding["sector"], shown)
        if lane and (kind.verified or count[lane] < most):
            count[lane] += 1
            bands[finding["sector"]] = finding["band"]
    return bands


def bands_of(wording: Wording, chains: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Return the bands of all findings about each sector on these chains, the best first."""
    bands: dict[str, set[str]] = defaultdict(set)
    for finding in wording.results.findings:
        if finding["sector"] and finding["band"] and set(finding["chains"] or ()) & set(chains):
            bands[finding["sector"]].add(finding["band"])
    return {sector: tuple(band for band in BANDS if band in known) for sector, known in bands.items()}


def raw_materials(wording: Wording, chains: Sequence[str]) -> set[str]:
    """Return the raw materials that matter to chains: essential inputs of what they own, those most firms need first.

    Nobody here is known to make them; without them a map would begin with what they are made into.
    """
    own = wording.index.members(chains, "own")
    mine = pl.col("from_sector").is_in(list(own)) & (pl.col("criticality") == ESSENTIAL)
    needs = wording.outcome.needs.filter(mine).group_by("sector").agg(n=pl.col("buyer").n_unique())
    order = needs.sort(["n", "sector"], descending=[True, False])["sector"].to_list()
    return set([sector for sector in order if _is_raw(wording, sector)][:MOST_RAW])


def _is_raw(wording: Wording, sector: str) -> bool:
    state = wording.results.states.get((sector, "region"))
    upstream = sector in wording.index.sectors and wording.index.sectors[sector]["stage"] == "upstream"
    return upstream and state is not None and state["state"] in ABSENT
