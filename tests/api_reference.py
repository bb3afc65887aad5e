"""The pages of docs/api, from the signatures and docstrings of what the library offers, and the data dictionary.

Run it (``make api``) after a change of either; a test holds that the pages are fresh.
"""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import chainlink
from chainlink import graph, judge, measures
from chainlink.data.writing.data_dictionary import data_dictionary

FOLDER = Path(chainlink.__file__).parents[2] / "docs" / "api"
PACKAGES: dict[str, ModuleType] = {"face": chainlink, "measures": measures, "judge": judge, "graph": graph}


LINE = 100
QUOTED = re.compile(r"(: |-> )'([^']*)'")
"""An annotation as it is kept: as text."""


def pages() -> dict[str, str]:
    """Return the text of each page by its file name, an index among them."""
    lines = [
        "# API reference",
        "",
        "Made from the code by `make api`; the tests run its examples (`pl` is polars, `frames` and `filled` are of `chainlink.data.frames`).",
        "",
    ]
    for name, package in PACKAGES.items():
        lines.append(f"- [`{package.__name__}`]({name}.md): {', '.join(f'`{member}`' for member in offered(package))}")
    return {
        "README.md": "\n".join([*lines, ""]),
        **{f"{name}.md": page(package) for name, package in PACKAGES.items()},
    }


def offered(package: ModuleType) -> dict[str, object]:
    """Return what a package offers by name: what ``__all__`` lists, or else the public functions of its modules."""
    listed = getattr(package, "__all__", None)
    if listed is not None:
        return {name: getattr(package, name) for name in sorted(listed)}
    modules = (import_module(f"{package.__name__}.{module.name}") for module in pkgutil.iter_modules(package.__path__))
    return {
        f"{module.__name__.rpartition('.')[2]}.{name}": value
        for module in modules
        for name, value in sorted(vars(module).items())
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def page(package: ModuleType) -> str:
    """Return the page of one package: what it is, then each public name in the order of the alphabet."""
    members = "\n".join(section(name, value) for name, value in offered(package).items())
    return f"# `{package.__name__}`\n\n{inspect.getdoc(package)}\n\n{members}"


def section(name: str, value: Any) -> str:
    """Return the section of one name: its signature and its docstring, as they stand in the code."""
    home = inspect.unwrap(value).__module__
    plain = name.rpartition(".")[2]
    call = plain if isinstance(value, type) and issubclass(value, Exception) else plain + signature(value)
    return f"## {name}\n\nIn `{home}`.\n\n```text\n{call}\n\n{inspect.getdoc(value) or ''}\n```\n"


def signature(value: Callable[..., Any]) -> str:
    """Return how ``value`` is called, one parameter a line where one line would be long."""
    wanted = inspect.signature(value)
    line = QUOTED.sub(r"\1\2", str(wanted))
    if len(line) <= LINE:
        return line
    starred = str(wanted.replace(return_annotation=inspect.Signature.empty))
    parameters = [QUOTED.sub(r"\1\2", str(parameter)) for parameter in wanted.parameters.values()]
    keyword = [parameter.kind is inspect.Parameter.KEYWORD_ONLY for parameter in wanted.parameters.values()]
    if "*, " in starred:
        parameters.insert(keyword.index(True), "*")
    returns = line.rpartition(") -> ")[2]
    return "(\n" + "".join(f"    {parameter},\n" for parameter in parameters) + f") -> {returns}"


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    for lang, name in (("en", "data-dictionary.md"), ("zh", "data-dictionary.zh-CN.md")):
        (FOLDER.parent / name).write_text(data_dictionary(lang), encoding="utf-8")
