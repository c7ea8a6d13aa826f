"""award.toml: what is written reads back; comments cite the profile's articles; errors name the line."""

import re
from datetime import date
from types import SimpleNamespace
from typing import get_args

import pytest
from pydantic import BaseModel

from wzqa import settings
from wzqa.award_toml import build, deadline_days, departures, line_of, parse, to_toml
from wzqa.problems import WzqaError
from wzqa.regulation import load_edition, profile_names
from wzqa.stages.meta import facts


def sections(model=settings.Settings, seen=None):
    """Go through the settings and every section below them."""
    seen = set() if seen is None else seen
    if model in seen:
        return
    seen.add(model)
    yield model
    for info in model.model_fields.values():
        for kind in (info.annotation, *get_args(info.annotation)):
            if isinstance(kind, type) and issubclass(kind, BaseModel):
                yield from sections(kind, seen)


DESCRIBED = [
    (f"{model.__name__}.{name}", info.description or "")
    for model in sections()
    for name, info in model.model_fields.items()
    if model is not settings.Settings
]


@pytest.mark.parametrize("profile", profile_names())
def test_what_is_written_reads_back_the_same(profile):
    made = build({"profile": profile, "cycle": {"year": 2026, "demo": True}}, 2026)
    assert parse(to_toml(made), 2000) == made


@pytest.mark.parametrize(("key", "text"), DESCRIBED)
def test_comments_hold_no_article_of_their_own(key, text):
    assert not re.search(r"（[一二三四五六七八九十]+）", text), key


def test_every_reference_in_a_comment_is_a_clause_of_the_draft():
    clauses = load_edition("wenzhou-2022-draft").clauses
    named = {key for _, text in DESCRIBED for key in re.findall(r"\{(\w+)\}", text)}
    assert named - {"", *clauses} == set()


def test_comments_cite_the_articles_of_the_profile():
    draft = to_toml(build({"profile": "wenzhou-2022-draft"}, 2026))
    assert "# 正常运营满几年，见（十一）（一）\nops_years = 3\n" in draft
    assert "{" not in re.sub(r"= \{.*\}", "", draft)
    other = to_toml(build({"profile": "wenzhou-2020"}, 2026))
    assert "# 正常运营满几年，条文未核实\n" in other


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("[cycle\n", "settings-toml", "第1行", "TOML"),
        ("[cycle]\nyear = 2026\nyaer = 1\n", "settings-key", "第3行", "cycle.yaer"),
        ('[eligibility]\n\nops_years = "三"\n', "settings-value", "第3行", "eligibility.ops_years"),
        ("[stage.review]\ncap = 0\n", "settings-value", "第2行", "stage.review.cap"),
        ('[[award]]\nname = "甲"\ncap = 1\n[[award]]\nname = ""\ncap = 1\n', "settings-value", "第5行",
         "award.2.name"),
        ("[stage.visit]\nfloor = 0.5\n", "settings-value", "第2行", "十进制数"),
    ],
)  # fmt: skip
def test_every_error_names_key_and_line(text, code, line, words):
    with pytest.raises(WzqaError) as caught:
        parse(text, 2026)
    problem = caught.value.problems[0]
    assert (problem.code, problem.place.cell) == (code, line)
    assert words in problem.message


def test_all_errors_come_at_once():
    with pytest.raises(WzqaError) as caught:
        parse("[panels]\nmin_members = 0\nmax_load = 0\n", 2026)
    assert len(caught.value.problems) == 2


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("[stage.review]\ncap = 31\n", "第2行", "键 stage.review.cap：31大于办法的上限30，见（十五）"),
        ('[stage.visit]\nfloor = ""\ncap = 25\n', "第3行", "键 stage.visit.cap：25大于办法的上限20，见（十六）"),
        ('[[award]]\nname = "质量奖"\ncap = 10\n[[award]]\nname = "创新奖"\ncap = 11\n', "第6行",
         "键 award.2.cap：11大于办法的上限10，见（三）“每届获"),
        ('[[award]]\ncap = 12\nname = "提名奖"\n', "第2行", "键 award.1.cap：12大于办法的上限10，见（三）"),
        ("stage = { review = { cap = 99 } }\n", "第1行", "见（十五）“确定不超过30家企业（组织）进入现场评审”"),
    ],
)  # fmt: skip
def test_a_cap_above_the_editions_is_an_error_with_key_line_and_article(text, line, said):
    with pytest.raises(WzqaError) as caught:
        parse(text, 2026)
    (problem,) = caught.value.problems
    assert (problem.place.file, problem.place.cell) == ("award.toml", line)
    assert said in problem.message


def test_caps_and_other_errors_come_at_once_and_a_lower_cap_is_fine():
    with pytest.raises(WzqaError) as caught:
        parse("[stage.review]\ncap = 31\n[stage.visit]\ncap = 21\ndecimals = 9\n", 2026)
    assert len(caught.value.problems) == 3
    assert parse("[stage.review]\ncap = 30\n[stage.visit]\ncap = 5\n", 2026).stage.visit.cap == 5
    with pytest.raises(WzqaError) as caught:
        parse('award = "无"\nstage = 1\n', 2026)
    assert len(caught.value.problems) == 2


def basis(over, stage):
    made = build(over, 2026)
    rows = facts(SimpleNamespace(settings=made, edition=made.edition, plan=made.plan), stage)
    return {item: (value, source) for item, value, source in rows}


def test_a_value_has_an_article_only_while_it_is_the_editions():
    plain = basis({}, "screen")
    assert plain["正常运营"] == ("满3年", "（十一）（一）")
    assert plain["评审标准"] == ("GB/T 19580-2012", "（四）")
    changed = basis({"eligibility": {"ops_years": 5, "lookback_years": 2}}, "screen")
    assert changed["正常运营"] == ("满5年", "本届设置改动：eligibility.ops_years（办法版本为3）")
    assert changed["卓越绩效"] == ("满2年", "（十一）（三）")
    assert "（十一）" not in changed["回溯"][1]
    assert basis({}, "review")["名额上限"] == ("30", "（十五）")
    lower = basis({"stage": {"review": {"cap": 25}}}, "review")["名额上限"]
    assert lower == ("25", "本届设置改动：stage.review.cap（办法版本为30）")
    awards = [
        {"name": "质量奖", "cap": 10},
        {"name": "创新奖", "cap": 8},
        {"name": "新奖", "cap": 1},
    ]
    votes = basis({"award": awards}, "vote")
    assert votes["质量奖名额上限"] == ("10", "（三）")
    assert votes["创新奖名额上限"] == ("8", "本届设置改动：award.创新奖.cap（办法版本为10）")
    assert votes["新奖名额上限"] == ("1", "本届设置改动：award.新奖.cap（办法版本为无）")


def test_line_of_finds_the_table_of_a_key_that_is_not_written():
    assert line_of("[office]\nname = 'x'\n", ("office", "phone")) == 1
    assert line_of("[office]\n", ("vote", "members")) is None


def test_departures_name_what_the_cycle_changed():
    made = build({"stage": {"review": {"cap": 25}}, "cycle": {"year": 2028}}, 2028)
    assert departures(made) == [("stage.review.cap", "30", "25")]


@pytest.mark.parametrize(
    ("deadline", "county", "notice"),
    [
        (date(2026, 3, 31), date(2026, 2, 28), date(2026, 1, 28)),
        (date(2026, 7, 31), date(2026, 6, 30), date(2026, 5, 20)),
        (date(2026, 1, 15), date(2025, 12, 15), date(2025, 11, 15)),
    ],
)
def test_the_other_days_follow_the_deadline(deadline, county, notice):
    days = deadline_days(load_edition("wenzhou-2022-draft"), 2026, deadline)
    assert (days["deadline_county"], days["notice_date"]) == (county, notice)
