"""The lowest version of every dependency that pyproject.toml allows, one a line: ``make check-min`` installs these."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

PROJECT = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def lowest() -> list[str]:
    """Return ``name==version`` for what the package needs and for what its tests need."""
    wanted = [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["test"]]
    return [re.sub(r">=([\d.]+).*", r"==\1", line) for line in wanted]


if __name__ == "__main__":
    sys.stdout.write("\n".join([*lowest(), ""]))
