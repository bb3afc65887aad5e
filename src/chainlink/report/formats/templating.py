"""The templates of the HTML files: everything that goes in is escaped, nothing may be missing."""

import re
from collections.abc import Iterable
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape

from chainlink.plain_text import upright


def rendered(name: str, **values: object) -> str:
    """Return the page that a template of the report, named by its file, makes of ``values``."""
    return upright(_template(name).render(**values))


def captions(columns: Iterable[str]) -> str:
    """Return the style of a table that holds the headings of its columns for ``narrow`` to show."""
    texts = (re.sub(r"""[^\w /（）·%-]""", lambda sign: f"\\{ord(sign[0]):x} ", column) for column in columns)
    return ";".join(f"--c{place}:'{text}'" for place, text in enumerate(texts, start=1))


def narrow(widest: int) -> str:
    """Return the rules by which each cell of a narrow page, where a row is a card, shows the heading of its column."""
    rules = "".join(f"td:nth-child({n})::before{{content:var(--c{n})}}" for n in range(1, widest + 1))
    return f"@media screen and (max-width:640px){{{rules}.none td::before{{content:none!important}}}}"


@cache
def _template(name: str) -> Template:
    environment = Environment(
        loader=PackageLoader("chainlink.report", "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(captions=captions, narrow=narrow)
    return environment.get_template(name)
