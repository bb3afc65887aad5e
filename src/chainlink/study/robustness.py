"""How far each finding holds: the ranking repeated under the alternative settings 备选设置 of the study."""

from __future__ import annotations

import polars as pl

from chainlink.config import Study
from chainlink.measures.evaluation.doubt import doubt
from chainlink.study.dag import Results
from chainlink.study.judgement_steps import findings


def robustness(results: Results, study: Study) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the rows of the findings with their rank range and robustness, and what each setting changes.

    The alternatives share what they do not change; ``doubt`` says whether they are tried at all.
    """
    rows = results.of(findings).rows
    tried = study.alternatives if study.doubt else ()
    ranges, by_setting = doubt(rows, {other.id: results.under(study.under(other)).of(findings).rows for other in tried})
    ranged = rows.drop("rank_low", "rank_high", "robust").join(ranges, on="finding", how="left", maintain_order="left")
    return ranged.select(rows.columns), by_setting
