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


COUNTS = re.compile(
    "n|m|count|rows|cells|columns|parks|capabilities|claims|status|accepted|merged|recorded|resident|findings|sectors|"
    "firms|links|gaps|leads|held|parts|minutes|updates"
)
MANY = re.compile(
    r"\b1 (?:(?:more|named|sourced|verified|resident|official) )?(?!(?:is|was|has|does|states|makes|uses|needs|occurs"
    r"|stays|counts|mentions|names|prohibits|status)\b)[a-z]+s\b|\(s\)"
)


def parts(sentence: str) -> set[str]:
    """The parts that a sentence shows; one that only says how many a word means may stand in one language alone."""
    fields = [(name, spec or "") for _, name, spec, _ in string.Formatter().parse(sentence) if name]
    return {name.split(".")[0].split("[")[0] for name, spec in fields if "|" not in spec}


def test_a_word_stands_in_both_languages_with_the_same_parts() -> None:
    alone = [code for code, (chinese, english) in WORDS.items() if bool(chinese.strip()) != bool(english.strip())]
    unlike = [code for code, (chinese, english) in WORDS.items() if parts(chinese) != parts(english)]

    assert len(WORDS) > 2_000
    assert (alone, unlike) == ([], [])


def test_one_thing_is_not_counted_as_many() -> None:
    told = {}
    for code, (_, english) in WORDS.items():
        fields = {name for _, name, _, _ in string.Formatter().parse(english) if name}
        told[code] = terms.sentence(code, "en", **{name: 1 if COUNTS.fullmatch(name) else "X" for name in fields})

    assert {code: text for code, text in told.items() if MANY.search(text)} == {}


@pytest.mark.parametrize(
    ("sectors", "firms", "said"),
    [(1, "1", "1 sector, 1 firm"), (2, "1,001", "2 sectors, 1,001 firms"), (0, "11", "0 sectors, 11 firms")],
)
def test_a_counted_word_follows_its_count(sectors: int, firms: str, said: str) -> None:
    assert terms.sentence("page.have", "en", sectors=sectors, firms=firms) == said


def test_an_english_word_holds_no_chinese() -> None:
    assert [code for code, (_, english) in WORDS.items() if CHINESE.search(KEPT.sub("", english))] == []


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
    from chainlink.data.schema import columns
    from chainlink.data.tables import TABLES

    enums = {meta["enum"] for table in TABLES.values() for _, _, meta in columns(table) if "enum" in meta}

    assert all(terms.choices(enum) for enum in enums)


def test_every_role_a_judgement_gives_its_evidence_is_worded() -> None:
    roles = set()
    for path in (ROOT / "judge").rglob("*.py"):
        roles |= set(re.findall(r'rests\(.*?, "([a-z_]+)", "[a-z_]+"', path.read_text(encoding="utf-8")))

    assert {"maker", "need"} <= roles
    assert sorted(role for role in roles if f"evidence_role.{role}" not in WORDS) == []
