"""The ways to write the whole name of a sector, for chain columns of other people's lists."""

from __future__ import annotations

from chainlink.data.dataset import Dataset
from chainlink.data.naming import plain


def sector_words(dataset: Dataset) -> dict[str, str]:
    """Return the sector for every way to write its whole name: with and without brackets, each side of a slash."""
    sectors: dict[str, str] = {}
    doubtful: set[str] = set()
    for sector, name in dataset.tables["sectors"].select("sector", "name").iter_rows():
        bare = name.split("（", 1)[0]
        words = {sector, name, bare, *(bare.split("/") if "/" in bare else ())}
        for word in map(plain, words):
            if len(word) < 2:  # noqa: PLR2004 - one sign names nothing
                continue
            if sectors.get(word, sector) != sector:
                doubtful.add(word)
            sectors[word] = sector
    return {word: sector for word, sector in sectors.items() if word not in doubtful}
