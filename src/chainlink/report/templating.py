"""The templates of the HTML files: everything that goes in is escaped, nothing may be missing."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from chainlink.report.signs import upright


def rendered(name: str, **values: object) -> str:
    """Return the page that a template of the report, named by its file, makes of ``values``."""
    return upright(_template(name).render(**values))


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("chainlink.report", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
