"""The data dictionary: every table and column as ``tables`` declares them, as a page of Markdown."""

from __future__ import annotations

from chainlink import terms
from chainlink.data.schema import columns
from chainlink.data.tables import TABLES, caption


def data_dictionary(lang: str = "en") -> str:
    """Return the dictionary of all tables in ``lang``; made from the declarations, never written by hand."""
    lines = [f"# {terms.word('dictionary.title', lang)}", "", terms.word("dictionary.intro", lang), ""]
    for table, schema in TABLES.items():
        name = f"{caption(table)} ({table})" if lang == "zh" else f"{table} ({caption(table)})"
        heads = [terms.word(f"dictionary.{key}", lang) for key in ("column", "heading", "kind", "required", "values")]
        lines += [f"## {name}", "", f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
        for column, declared, meta in columns(schema):
            wanted = "key" if declared.primary_key else "yes" if not declared.nullable else "no"
            heading = meta["header"] if lang == "zh" else f"{meta['english']} / {meta['header']}"
            kind, required = _kind(meta, lang), terms.word(f"dictionary.{wanted}", lang)
            cells = [f"`{column}`", heading, kind, required, _values(declared, meta, lang)]
            lines.append(f"| {' | '.join(str(cell).replace('|', '/') for cell in cells)} |")
        lines.append("")
    return "\n".join(lines).rstrip("\n") + "\n"


def _kind(meta: dict[str, object], lang: str) -> str:
    word = terms.word(f"dictionary.kind_{meta['kind']}", lang)
    return f"{word} ({meta['unit']})" if meta.get("unit") else word


def _values(declared: object, meta: dict[str, object], lang: str) -> str:
    if meta["kind"] == "choice":
        choices = "; ".join(f"`{key}` {word}" for key, word in terms.choices(str(meta["enum"]), lang).items())
        return f"{choices}. {terms.word(str(meta['about']), lang)}" if "about" in meta else choices
    if meta.get("references"):
        return f"→ {meta['references']}"
    low, high = getattr(declared, "min", None), getattr(declared, "max", None)
    if low is None and high is None:
        return ""
    return f"{'' if low is None else f'{low:g}'} … {'' if high is None else f'{high:g}'}".strip()
