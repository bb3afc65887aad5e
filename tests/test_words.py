"""The vocabulary: every word has both languages, every code used is declared, sentences agree in their parts."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

import chainlink
from chainlink import terms

ROOT = Path(chainlink.__file__).parent
WORDS = terms._words()
CHINESE = re.compile(r"[一-鿿]")
# Data stay Chinese in English too: what follows "Example:", "such as" or "like", headings of tables, the bands' ordinals.
KEPT = re.compile(r"[甲乙丙丁]|万元|亿元|产业链配套|Example: .*|(?:such as|like|named) [^();]*|[“\"][^”\"]*[”\"]")


def parts(sentence: str) -> set[str]:
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("code", sorted(WORDS))
def test_a_word_stands_in_both_languages_with_the_same_parts(code: str) -> None:
    chinese, english = WORDS[code]

    assert bool(chinese.strip()) == bool(english.strip())
    assert parts(chinese) == parts(english)


@pytest.mark.parametrize("code", sorted(WORDS))
def test_an_english_word_holds_no_chinese(code: str) -> None:
    assert not CHINESE.search(KEPT.sub("", WORDS[code][1]))


def test_every_code_written_in_the_source_is_declared() -> None:
    used = set()
    for path in ROOT.rglob("*.py"):
        used |= set(re.findall(r'terms\.(?:word|sentence)\(\s*"([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8")))
        used |= set(re.findall(r'"(help\.[a-z_]+)"', path.read_text(encoding="utf-8")))

    assert sorted(used - set(WORDS)) == []


def test_every_call_error_is_worded() -> None:
    used = set()
    for path in ROOT.rglob("*.py"):
        used |= set(re.findall(r'(?:CallError|WriteError)\(\s*"([a-z_]+)"', path.read_text(encoding="utf-8")))

    assert sorted(code for code in used if f"call.{code}" not in WORDS) == []


def test_every_choice_of_a_table_is_worded() -> None:
    from chainlink.schema import columns
    from chainlink.tables import TABLES

    enums = {meta["enum"] for table in TABLES.values() for _, _, meta in columns(table) if "enum" in meta}

    assert all(terms.choices(enum) for enum in enums)


def test_every_role_a_judgement_gives_its_evidence_is_worded() -> None:
    roles = set()
    for path in (ROOT / "judge").rglob("*.py"):
        roles |= set(re.findall(r'rests\(.*?, "([a-z_]+)", "[a-z_]+"', path.read_text(encoding="utf-8")))

    assert {"maker", "need"} <= roles
    assert sorted(role for role in roles if f"evidence_role.{role}" not in WORDS) == []
