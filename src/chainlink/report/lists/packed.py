"""Columns of whole numbers and of names, packed into text that a page's script opens."""

from collections.abc import Iterable, Sequence
from itertools import groupby

TAILS = {"有限责任公司": "\f", "有限公司": "\t"}
"""What many names end with, and the sign that stands for it: none that a name could hold."""

SIGNS = "".join(chr(code) for code in range(35, 127) if chr(code) not in "&<>\\'")
"""87 signs that stand in a JSON string and in HTML as they are: the digits of the packed numbers."""


def pack(numbers: Sequence[int], width: int) -> str:
    """Write whole numbers >= 0 with ``width`` digits of base 87 each, the least first."""
    base = len(SIGNS)
    digits: list[str] = []
    for number in numbers:
        digits += [SIGNS[number // base**place % base] for place in range(width)]
    return "".join(digits)


def _wide(numbers: Sequence[int]) -> int:
    width, top = 1, max(numbers, default=0)
    while len(SIGNS) ** width <= top:
        width += 1
    return width


def column(numbers: Sequence[int]) -> list[object]:
    """Pack a column; numbers that follow one another are told as runs of (first, how many), with width 0.

    Numbers that stay the same for long are runs of (number, how many), with width -1.
    """
    same = [[number, len(list(group))] for number, group in groupby(numbers)]
    if len(same) * 8 < len(numbers):
        return [-1, same]
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][0] + runs[-1][1]:
            runs[-1][1] += 1
        else:
            runs.append([number, 1])
    if len(runs) * 8 < len(numbers):
        return [0, runs]
    width = _wide(numbers)
    return [width, pack(numbers, width)]


def _short(name: str) -> str:
    """Write a name on one line, with the sign of its tail."""
    text = " ".join(name.split())
    for tail, sign in TAILS.items():
        text = text.replace(tail, sign)
    return text


def names(texts: Iterable[str]) -> dict[str, object]:
    """Join names by line ends; ``tails`` are the signs that stand for what many names end with."""
    return {"names": "\n".join(map(_short, texts)), "tails": [[sign, tail] for tail, sign in TAILS.items()]}
