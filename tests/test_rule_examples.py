"""The examples of docs/rules.md, read again by the real reader and put to the real rules."""

import sys
from collections import Counter
from pathlib import Path

import pytest

from wzqa.eligibility import asked
from wzqa.regulation import load_edition

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))
import rules_page

EXAMPLES = rules_page.examples()
PAGE = (Path(__file__).parents[1] / "docs/rules.md").read_text(encoding="utf-8")
RULES = [rule.code for rule in asked(load_edition(rules_page.EDITION))]


@pytest.mark.parametrize("example", EXAMPLES, ids=[f"{e.rule}-{e.words}" for e in EXAMPLES])
def test_an_example_has_the_outcome_that_the_page_tells(example):
    found = example.finding
    assert found.word == example.told, found.reason
    assert f"| {rules_page._cell(example.words)} | {example.told} |" in PAGE


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_has_ten_examples_and_one_for_each_outcome_it_explains(rule):
    told = Counter(e.told for e in EXAMPLES if e.rule == rule)
    assert sum(told.values()) >= 10
    assert set(told) == set(rules_page.outcomes()[rule])
    assert len({e.words for e in EXAMPLES if e.rule == rule}) == sum(told.values())


def test_the_page_shows_the_words_of_the_article_of_every_rule():
    edition = load_edition(rules_page.EDITION)
    for rule in RULES:
        part = PAGE.partition(f"## {rule} ")[2].partition("\n## ")[0]
        assert str(edition.cite(rule)) in part
        assert edition.cite(rule).quote in part
        full = [line for line in edition.in_full(rule).splitlines() if line.strip()]
        assert all(f"> {line}" in part for line in full)
