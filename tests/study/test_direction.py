"""The direction of the rules on real regions: what they put first is what came, what they leave alone did not come.

Both regions were seen when the rules were made: this keeps the direction, it does not prove it for another place.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import polars as pl
import pytest

from chainlink import default_study, read_dataset
from chainlink.findings.bands import CHASE, LEAVE, place
from chainlink.measures.evaluation.backtest import hit_rates
from chainlink.report.lists.backtest import KINDS_OF, told_of
from chainlink.study.run import run_backtest
from regions import CUTS, build


@pytest.fixture(scope="module", params=CUTS)
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> pl.DataFrame:
    """What came of the findings of a region turned back to its cut-off, with their ranks."""
    region = str(request.param)
    data = read_dataset(build(region, tmp_path_factory.mktemp("direction") / region))
    study = replace(default_study(), doubt=False)
    then, now = run_backtest(data, CUTS[region], study, as_of=int(CUTS[region][:4]))
    return told_of(then, now).join(
        then.findings.rows.select("finding", "rank", "with_project"), on="finding", how="left"
    )


def share(rows: pl.DataFrame, bands: tuple[str, ...]) -> float:
    chosen = rows.filter(pl.col("band").is_in(bands))
    return chosen["came"].count() / chosen.height


def needs(told: pl.DataFrame) -> pl.DataFrame:
    return told.filter(pl.col("kind").is_in(["missing", "near", "outsourced"]))


def test_what_is_chased_came_more_often_than_what_is_left_and_twice_as_often_as_anything(told: pl.DataFrame) -> None:
    base = hit_rates(told, **KINDS_OF).row(-1, named=True)["share"]

    assert needs(told).filter(pl.col("band").is_in(LEAVE)).height >= 5
    assert share(needs(told), CHASE) > share(needs(told), LEAVE)
    assert share(needs(told), CHASE) > 2 * base


def test_of_two_needs_the_one_that_came_mostly_stands_first(told: pl.DataFrame) -> None:
    rows = needs(told).filter(pl.col("with_project").not_()).select("came", "band", "rank").rows()
    came = [(place(band), rank) for what, band, rank in rows if what is not None]
    rest = [(place(band), rank) for what, band, rank in rows if what is None]

    # The area under the curve: the share of pairs of one that came and one that did not in which it stands before.
    before = sum((one < other) + (one == other) / 2 for one, other in product(came, rest))

    assert before / (len(came) * len(rest)) >= 0.6
