"""Chance: how far a share of few cases can be trusted, and how many hits a list drawn at random would have had."""

from __future__ import annotations

import polars as pl

_Z = 1.959964
"""The standard normal deviate of a two-sided interval of 95 %."""


def wilson(hits: str, count: str) -> dict[str, pl.Expr]:
    """Return ``low`` and ``high``: the Wilson score interval of a share, at 95 %.

    With p = hits / n and z = 1.96: (p + z²/2n ± z·√(p(1-p)/n + z²/4n²)) / (1 + z²/n).  It holds for few cases and for
    none or all of them, where the usual interval shrinks to a point.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference, Journal of the American
    Statistical Association 22 (1927) 209-212, doi 10.1080/01621459.1927.10502953.

    ``hits`` is the column of how many came true, ``count`` of how many there were; nothing is said of none (null).

    Example:
        >>> pl.DataFrame({"came": [3], "n": [50]}).select(**wilson("came", "n")).with_columns(pl.all().round(3)).row(0)
        (0.021, 0.162)

    """
    n = pl.when(pl.col(count) > 0).then(pl.col(count).cast(pl.Float64))
    p, z2 = pl.col(hits) / n, _Z**2
    middle, scale = p + z2 / (2 * n), 1 + z2 / n
    spread = _Z * (p * (1 - p) / n + z2 / (4 * n**2)).sqrt()
    return {
        "low": ((middle - spread) / scale).clip(lower_bound=0.0),
        "high": ((middle + spread) / scale).clip(upper_bound=1.0),
    }
