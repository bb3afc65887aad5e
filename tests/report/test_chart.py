"""What a map shows of the findings and links: whose sector a card is, which claim a joint edge names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from chainlink.config import Study
from chainlink.data import read_dataset
from chainlink.report.lookup.wording import Wording
from chainlink.report.maps.chart import ChartMaker
from chainlink.report.panels.document import Chart
from chainlink.report.panels.panels import Panels
from chainlink.study import run_study
from outcomes import packaged
from small import TABLES, small_dataset

GUEST = "他链环节"
CHAINS = [chain for chain, roles in Wording(packaged()).index.roles.items() if roles]


def chart(wording: Wording, chain: str) -> Chart:
    return ChartMaker(wording, Panels(wording), (chain,), whole=False).chart("t")


def labelled(wording: Wording, chain: str) -> dict[str, str]:
    """The second line of the card of every sector on a chain's map."""
    looks = chart(wording, chain).looks.items()
    return {key.removeprefix("s:"): look.detail for key, look in looks if look.head}


@pytest.mark.parametrize("chain", CHAINS)
def test_a_sector_that_a_chain_owns_or_shares_is_never_labelled_as_another_chains(chain: str) -> None:
    wording = Wording(packaged())
    own = wording.index.roles[chain]

    details = labelled(wording, chain)

    assert [sector for sector, detail in details.items() if detail.startswith(GUEST) and sector in own] == []


def test_a_sector_is_labelled_as_another_chains_on_the_map_of_a_chain_that_has_it_not() -> None:
    guests = {
        (chain, sector)
        for chain in CHAINS
        for sector, detail in labelled(Wording(packaged()), chain).items()
        if detail.startswith(GUEST)
    }

    assert guests
    for chain, sector in guests:
        assert chain not in Wording(packaged()).index.home_chains[sector]


def two_buyers(folder: Path, *claims: Mapping[str, object]) -> Chart:
    """The map of a firm that supplies two others, with joint claims about both of its links."""
    links = [
        {**TABLES["links"][0], "link": f"qianneng--{buyer}", "buyer": buyer, "relation": "supply"}
        for buyer in ("changan", "other")
    ]
    firm = {**TABLES["firms"][0], "firm": "other", "name": "另一整车厂", "aliases": None}
    makes = {**TABLES["capabilities"][0], "firm": "other"}
    about = [{"claim": one["claim"], "table": "links", "id": link["link"]} for one in claims for link in links]
    data = small_dataset(
        folder, links=links, firms=[*TABLES["firms"], firm], capabilities=[*TABLES["capabilities"], makes],
        claims=[{"per": "year", "status": "actual", **one} for one in claims], claim_subjects=about,
    )  # fmt: skip
    return chart(Wording(run_study(read_dataset(data), Study(doubt=False))), "equipment")


def test_a_joint_edge_names_money_before_a_quantity_however_late_that_is(tmp_path: Path) -> None:
    money = {"claim": "money", "measure": "amount", "value": 1900, "unit": "万元", "from": "2019"}
    volume = {"claim": "volume", "measure": "quantity", "value": 160000, "unit": "套", "from": "2021"}

    drawn = two_buyers(tmp_path, volume, money)

    joint = [stroke for stroke in drawn.strokes.values() if stroke.kind == "joint"]
    assert [(stroke.edge.key, stroke.edge.label) for stroke in joint] == [("c:money", "合计 1,900 万元")]
    assert len(joint[0].edge.ends) == 2


def test_of_two_joint_amounts_the_later_is_named(tmp_path: Path) -> None:
    before = {"claim": "before", "measure": "amount", "value": 1500, "unit": "万元", "from": "2019"}
    later = {"claim": "later", "measure": "amount", "value": 1900, "unit": "万元", "from": "2020"}

    drawn = two_buyers(tmp_path, before, later)

    assert [stroke.edge.key for stroke in drawn.strokes.values() if stroke.kind == "joint"] == ["c:later"]
