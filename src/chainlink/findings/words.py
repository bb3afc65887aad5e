"""Whether what a table of this room declares can be told: a missing word is a fault of the code, named at import."""

from __future__ import annotations

from chainlink import terms


def worded(what: str, *codes: str) -> None:
    """Check that every one of ``codes`` has a word in every language.

    Raises:
        ValueError: one has none; ``what`` it belongs to, the code and the language are named.

    Example:
        >>> worded("state present", "state.present")

    """
    for code in codes:
        for lang in terms.LANGUAGES:
            try:
                known = terms.word(code, lang).strip()
            except KeyError:
                known = ""
            if not known:
                section, _, key = code.partition(".")
                msg = f"{what} has no word: {key} under [{section}] in words/, language {lang}"
                raise ValueError(msg)
