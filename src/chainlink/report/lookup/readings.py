"""How Chinese signs are read, for a search that is typed in Latin letters."""

from collections.abc import Iterable

MOST_READINGS = 3
"""So many readings of a sign, the commonest first, are enough to find it by."""


def readings(texts: Iterable[str]) -> dict[str, str]:
    """Return the readings (pinyin without tones, ü as v) of the Chinese signs in ``texts``: each with its signs.

    Example:
        >>> readings(["重庆", "长庆"])
        {'chang': '长', 'chong': '重', 'qing': '庆', 'tong': '重', 'zhang': '长', 'zhong': '重'}

    """
    import pypinyin  # not needed but to write pages

    read: dict[str, list[str]] = {}
    for sign in sorted({sign for text in texts for sign in text if sign > "\u2e7f"}):
        spoken = pypinyin.pinyin(sign, style=pypinyin.Style.NORMAL, heteronym=True, errors="ignore")
        for reading in (spoken[0] if spoken else [])[:MOST_READINGS]:
            if reading.isascii() and reading.isalpha():
                read.setdefault(reading, []).append(sign)
    return {reading: "".join(signs) for reading, signs in sorted(read.items())}
