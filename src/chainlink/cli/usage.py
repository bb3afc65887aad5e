"""What is wrong with a call of the command line, worded in the language asked for."""

import re
from functools import partial
from typing import Any

import typer

from chainlink import terms

SAID = {
    "command": re.compile(r"No such command '(?P<name>[^']*)'"),
    "extra": re.compile(r"Got unexpected extra argument\S* \((?P<name>.*)\)"),
    "bare": re.compile(r"Option '(?P<name>[^']*)' requires"),
    "flag": re.compile(r"Option '(?P<name>[^']*)' does not take a value"),
    "integer": re.compile(r"valid integer"),
    "number": re.compile(r"valid number"),
    "least": re.compile(r"greater than or equal to (?P<why>[-.\d]+)"),
    "between": re.compile(r"in the range (?P<low>\d+)<=x<=(?P<high>\d+)"),
}
FULL_WIDTH = {0xFF10 + digit: str(digit) for digit in range(10)}
"""Digits as a Chinese keyboard types them."""
NEGATIVE = re.compile(r"-[0-9０-９.]")
"""What begins like an option and is a figure."""
NEAR = re.compile(r"Did you mean '([^']*)'")


def word_usage(error: Any, lang: str = "zh") -> str:
    """Return a fault of a call that typer found, and where the help stands; what is not known stays in its words."""
    detail, parameter = str(error.message), getattr(error, "param", None)
    name = getattr(error, "option_name", "") or ("/".join(parameter.opts) if parameter else "")
    near = ("、" if lang == "zh" else ", ").join(getattr(error, "possibilities", None) or NEAR.findall(detail))
    kind, match = next(((code, hit) for code, form in SAID.items() if (hit := form.search(detail))), ("value", None))
    kind = {"NoSuchOption": "option", "MissingParameter": "missing"}.get(type(error).__name__, kind)
    if kind == "option" and NEGATIVE.match(name):
        kind, near = "negative", ""
    parts = match.groupdict() if match else {}
    name, detail = parts.get("name", name), parts.get("why", detail)
    if kind == "between":
        detail = f"{parts['low']}–{parts['high']}"
    sentence = terms.sentence(f"usage.{kind}", lang, name=name.upper() if kind == "missing" else name, why=detail)
    sentence += terms.sentence("usage.near", lang, near=near) if near else ""
    command = error.ctx.command_path if error.ctx else "chainlink"
    return f"{sentence}\n{terms.sentence('usage.help', lang, command=command)}"


def whole(text: str, *, least: int | None = None, most: int | None = None) -> int:
    """Read a whole number of an option: digits only, narrow or as a Chinese keyboard types them.

    Raises:
        BadParameter: it is none (``²``, ``1_0``), or lies outside of ``least`` to ``most``.

    """
    narrow = str(text).translate(FULL_WIDTH).strip()
    if not re.fullmatch(r"[+-]?[0-9]{1,18}", narrow):
        raise typer.BadParameter(f"{text!r} is not a valid integer.")
    number = int(narrow)
    if most is not None and least is not None and not least <= number <= most:
        raise typer.BadParameter(f"{number} is not in the range {least}<=x<={most}.")
    if least is not None and number < least:
        raise typer.BadParameter(f"{number} is not greater than or equal to {least}")
    return number


def decimal(text: str, *, least: float | None = None) -> float:
    """Read a number of an option, of the same digits; raises BadParameter where it is none or below ``least``."""
    narrow = str(text).translate(FULL_WIDTH).strip()
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]{1,2})?", narrow):
        raise typer.BadParameter(f"{text!r} is not a valid number.")
    if least is not None and float(narrow) < least:
        raise typer.BadParameter(f"{text} is not greater than or equal to {least:g}")
    return float(narrow)


year = partial(whole, least=1800, most=2200)
count = partial(whole, least=1)
steps = partial(whole, least=0)
share = partial(decimal, least=0.0)
