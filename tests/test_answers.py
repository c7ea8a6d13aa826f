"""Answers beside the list that a cell offers: what is certain is taken, all else is asked about."""

import pytest

from wzqa.answers import pick

OPINIONS = ("推荐", "优先推荐", "不推荐")
PAPERS = ("已提交", "未提交")


@pytest.mark.parametrize(
    ("text", "options", "answer"),
    [
        ("经初审符合条件，同意推荐（盖章）2026年6月20日", OPINIONS, "推荐"),
        ("同意推荐，优先推荐", OPINIONS, "优先推荐"),
        ("优先推荐（已获区长质量奖）", OPINIONS, "优先推荐"),
        ("经审核不符合条件，不予推荐", OPINIONS, "不推荐"),
        ("推荐，不推荐", OPINIONS, None),
        ("已获区长质量奖", OPINIONS, None),
        ("2026年6月20日", OPINIONS, None),
        ("推荐有误", OPINIONS, None),
        ("有（原件1份）", PAPERS, "已提交"),
        ("随表报送1份", PAPERS, "已提交"),
        ("原件一份，复印件两份", PAPERS, "已提交"),
        ("缺1份", PAPERS, None),
        ("1份", OPINIONS, None),
        ("已交（盖章）", PAPERS, "已提交"),
        ("有，待盖章", PAPERS, None),
    ],
)
def test_what_a_text_certainly_means(text, options, answer):
    assert pick(text, options) == answer
