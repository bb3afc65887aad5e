"""What is wrong with a call of the command line, worded in the language asked for."""

from __future__ import annotations

import re
from typing import Any

from chainlink import terms

SAID = {
    "command": re.compile(r"No such command '(?P<name>[^']*)'"),
    "extra": re.compile(r"Got unexpected extra argument\S* \((?P<name>.*)\)"),
    "bare": re.compile(r"Option '(?P<name>[^']*)' requires"),
    "flag": re.compile(r"Option '(?P<name>[^']*)' does not take a value"),
    "integer": re.compile(r"valid integer"),
    "least": re.compile(r"greater than or equal to (?P<why>[-.\d]+)"),
}
NEAR = re.compile(r"Did you mean '([^']*)'")


def word_usage(error: Any, lang: str = "zh") -> str:
    """Return a fault of a call that typer found, and where the help stands; what is not known stays in its words."""
    said, parameter = str(error.message), getattr(error, "param", None)
    name = getattr(error, "option_name", "") or ("/".join(parameter.opts) if parameter else "")
    near = ("、" if lang == "zh" else ", ").join(getattr(error, "possibilities", None) or NEAR.findall(said))
    kind, found = next(((code, hit) for code, form in SAID.items() if (hit := form.search(said))), ("value", None))
    kind = {"NoSuchOption": "option", "MissingParameter": "missing"}.get(type(error).__name__, kind)
    parts = found.groupdict() if found else {}
    name, said = parts.get("name", name), parts.get("why", said)
    told = terms.sentence(f"usage.{kind}", lang, name=name.upper() if kind == "missing" else name, why=said)
    told += terms.sentence("usage.near", lang, near=near) if near else ""
    command = error.ctx.command_path if error.ctx else "chainlink"
    return f"{told}\n{terms.sentence('usage.help', lang, command=command)}"
