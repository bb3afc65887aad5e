"""How good the proposed sectors are: measured against settled capabilities, each firm's own words left out."""

from __future__ import annotations

import polars as pl

from chainlink.data.dataset import Dataset
from chainlink.intake.proposals import learn, propose


def proposal_quality(dataset: Dataset, settled: pl.DataFrame) -> pl.DataFrame:
    """Return precision and recall of the proposals for the firms whose capabilities are settled.

    The proposer learns from the product words of the other firms only (leave one out).  The packaged data hold no
    business scope; the product words written as one stand in.  Nor do they hold registered industry codes.

    Args:
        dataset: reads ``firms``, ``capabilities``, ``sectors``.
        settled: ``firm, phrase, sector``: product words and the sector a person gave them.

    Returns:
        One row per what was given (``all``: product words and name, ``product``, ``name``, ``scope``) and
        confidence (``any``, ``first`` (the first proposal of a firm), ``high``, ``medium``, ``low``): ``proposals``,
        ``right`` (counts), ``precision`` (null: none proposed), ``recall`` (of all settled capabilities).

    """
    known = dataset.tables["capabilities"].select("firm", "sector")
    words = settled.group_by("firm").agg(
        products=pl.col("phrase").drop_nulls().unique(maintain_order=True).str.join(";")
    )
    firms = (
        dataset.tables["firms"]
        .join(known.unique("firm"), on="firm", how="semi", maintain_order="left")
        .join(words, on="firm", how="left", maintain_order="left")
        .select("firm", "products", name=pl.coalesce("legal_name", "name"))
        .with_columns(scope=pl.col("products").str.replace_all(";", "、") + "的生产、销售")
    )
    frames = {
        "all": firms.select("firm", "name", "products"),
        "product": firms.select("firm", "products", name=pl.lit("")),
        "name": firms.select("firm", "name"),
        "scope": firms.select("firm", "scope", name=pl.lit("")),
    }
    lexicon = learn(dataset, settled)
    return pl.concat([_measured(propose(frame, lexicon), known, what) for what, frame in frames.items()])


def _measured(proposals: pl.DataFrame, known: pl.DataFrame, basis: str) -> pl.DataFrame:
    marked = proposals.join(known.with_columns(right=True), on=["firm", "sector"], how="left", maintain_order="left")
    first = marked.unique("firm", keep="first", maintain_order=True)
    parts = {"any": marked, "first": first}
    parts |= {word: marked.filter(pl.col("confidence") == word) for word in ("high", "medium", "low")}
    counts = pl.DataFrame(
        {
            "given": basis,
            "confidence": list(parts),
            "proposals": [part.height for part in parts.values()],
            "right": [part["right"].count() for part in parts.values()],
        }
    )
    some = pl.when(pl.col("proposals") > 0).then(pl.col("proposals"))
    return counts.with_columns(precision=pl.col("right") / some, recall=pl.col("right") / known.height)
