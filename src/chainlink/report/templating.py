"""The templates of the HTML files: everything that goes in is escaped, nothing may be missing."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape


@cache
def template_of(name: str) -> Template:
    """Return a template of the report by the name of its file."""
    environment = Environment(
        loader=PackageLoader("chainlink.report", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)
