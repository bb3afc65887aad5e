"""What is listed and not computed: industries, regions, trades, an example dataset; read from TOML, never changed."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def listed(name: str) -> dict[str, Any]:
    """Return the list ``name``: a file of this folder, as it is written there."""
    return tomllib.loads(files("chainlink.reference").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def expressions(subject: str) -> dict[str, Any]:
    """Return the regular expressions of a file of ``expressions/`` by name; those of a table stand in one of their own.

    A list is what any of its entries matches; ``{{name}}`` stands for the expression of that name above it.
    """
    whole: dict[str, Any] = {}

    def written_out(expression: Any) -> Any:
        if isinstance(expression, dict):
            return {name: written_out(part) for name, part in expression.items()}
        text = expression if isinstance(expression, str) else "|".join(expression)
        return re.sub(r"\{\{(\w+)\}\}", lambda piece: whole[piece[1]], text)

    for name, expression in listed(f"expressions/{subject}").items():
        whole[name] = written_out(expression)
    return whole
