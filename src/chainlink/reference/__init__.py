"""What is listed and not computed, from industries to the styles of Word; read from TOML, never changed."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def listed(name: str) -> dict[str, Any]:
    """Return the list ``name``: a file of this folder, as it is written there."""
    return tomllib.loads(files("chainlink.reference").joinpath(f"{name}.toml").read_text(encoding="utf-8"))
