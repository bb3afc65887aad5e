"""All sectors extracted from one inverse against one by one; multipliers by one solve against the inverse."""

from __future__ import annotations

import sys

import numpy as np
import polars as pl
from racing import paired, say

from chainlink.measures import hypothetical_extraction, leontief_inverse, multipliers


def table(size: int) -> tuple[np.ndarray, np.ndarray, pl.DataFrame, pl.DataFrame]:
    dice = np.random.default_rng(3)
    flows = dice.lognormal(0, 2, (size, size)) * (dice.random((size, size)) < 0.7)  # noqa: PLR2004
    output = 1.6 * np.maximum(flows.sum(axis=0), flows.sum(axis=1)) + 1
    names = [f"s{at:04d}" for at in range(size)]
    long = pl.DataFrame(
        {"input": np.repeat(names, size), "output": np.tile(names, size), "value": flows.reshape(-1)},
        schema_overrides={"input": pl.String, "output": pl.String},
    )
    return flows, output, long, pl.DataFrame({"sector": names, "output": output})


def one_by_one(flows: np.ndarray, output: np.ndarray) -> list[float]:
    """Set row and column of each sector to zero and invert again."""
    shares = flows / output
    final = output - flows.sum(axis=1)
    losses = []
    for sector in range(len(output)):
        left, demand = shares.copy(), final.copy()
        left[sector], left[:, sector], demand[sector] = 0, 0, 0
        losses.append(float(output.sum() - (np.linalg.inv(np.eye(len(output)) - left) @ demand).sum()))
    return losses


def by_inverse(long: pl.DataFrame, made: pl.DataFrame) -> pl.DataFrame:
    """Sum the columns of the whole inverse."""
    return leontief_inverse(long, made).group_by("output").agg(pl.col("inverse").sum()).sort("output")


def main() -> None:
    for size in (42, 153, 400):
        flows, output, long, made = table(size)
        mine = hypothetical_extraction(long, made)["total"].to_numpy()
        apart = np.abs(mine / np.array(one_by_one(flows, output)) - 1).max()
        seconds = paired(
            lambda a=long, b=made: hypothetical_extraction(a, b), lambda a=flows, b=output: one_by_one(a, b), times=3
        )
        say(f"extraction of all {size} sectors vs one by one (bare numpy)", *seconds, f"apart {apart:.0e}")
    for size in (153, 1000, 2000):
        flows, output, long, made = table(size)
        shares = flows / output

        def inverted(part: np.ndarray = shares) -> np.ndarray:
            return np.linalg.inv(np.eye(len(part)) - part).sum(axis=0)

        def solved(part: np.ndarray = shares) -> np.ndarray:
            return np.linalg.solve((np.eye(len(part)) - part).T, np.ones(len(part)))

        say(f"multipliers of {size} sectors: solve vs inverse (bare numpy)", *paired(solved, inverted, times=3))
        seconds = paired(lambda a=long, b=made: multipliers(a, b), lambda a=long, b=made: by_inverse(a, b), times=3)
        say(f"multipliers of {size} sectors, frame in, frame out: solve vs inverse", *seconds)


if __name__ == "__main__":
    sys.exit(main())
