"""Runs inside a scratch copy of the package: where a measure is offered, from the import to the command line.

Called with the module, the name of the measure and a table; prints what each place says.
"""

from __future__ import annotations

import doctest
import importlib
import json
import sys

from typer.testing import CliRunner

from api_reference import pages
from chainlink import measures
from chainlink.cli import app


def main(module: str, name: str, table: str) -> None:
    tried = doctest.testmod(importlib.import_module(f"chainlink.measures.{module}"))
    ran = {
        lang: CliRunner().invoke(app, ["measure", name, table, "--format", "csv", "--lang", lang]).output
        for lang in ("zh", "en")
    }
    made = pages()
    print(  # noqa: T201
        json.dumps(
            {
                "home": getattr(measures, name).__module__,
                "offered": name in dir(measures) and name in measures.__all__,
                "examples": [tried.attempted, tried.failed],
                "page": f"## {name}\n\nIn `chainlink.measures.{module}`." in made["measures.md"],
                "index": f"`{name}`" in made["README.md"],
                "command": ran,
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
