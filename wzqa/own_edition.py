"""An office's own edition of the regulation, checked before anything rests on it.

The folder `办法/NAME/` of the cycle has the form of a shipped one (`regulation`): the promulgated text,
its article numbers, caps, defaults, regions and the points of the criteria, without touching the
installed program. Pure: texts in, an `Edition` or all problems out.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from wzqa.criteria import parse_criteria
from wzqa.plan import faults, parse_plan, shipped_plan
from wzqa.problems import Exit, Place, Problem, WzqaError, read_toml
from wzqa.regions import TEXTS as AREA_TEXTS
from wzqa.regulation import (
    CRITERIA,
    DATA,
    NOTICE_TEXTS,
    REGIONS,
    TEXT,
    default_profile,
    known_clauses,
    load_edition,
    parse_articles,
    parse_edition,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from wzqa.plan import Plan
    from wzqa.regulation import Edition

FOLDER = "办法"
_LATER = frozenset({"recommend", "standard"})  # clauses that earlier editions do not have
_TEXTS = ("title", "umbrella", "committee", "government")
_DAYS = ("notice_day", "county_day", "city_day")
_OTHERS = {
    "cycle_years": int, "unverified": list, "conditions": str, "texts": dict, "clauses": dict,
    "defaults": dict,
}  # fmt: skip
_KEYS = (*_TEXTS, *_DAYS, *_OTHERS)
_WORDS = {
    int: "须为整数",
    str: "须为带引号的文本",
    list: "须为方括号列表",
    dict: "须为一组键（表）",
}
_COMMON_YEAR = 2025  # a day of every year is one of this


def _fault(file: str, code: str, message: str, value: str = "", hint: str = "") -> Problem:
    mend = hint or "请对照随附的办法版本改正"
    return Problem(code=code, message=message, place=Place(file), value=value or None, hint=mend)


def _is_day(value: object) -> bool:
    """Say whether a value is a day of every year, such as "07-31"."""
    found = re.fullmatch(r"(\d\d)-(\d\d)", value) if isinstance(value, str) else None
    try:
        return bool(found and date(_COMMON_YEAR, int(found[1]), int(found[2])))
    except ValueError:
        return False


def _keys(file: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Check that every key is there and of its kind."""
    for key in _KEYS:
        value = data.get(key)
        if key not in data:
            yield _fault(file, "edition-key", f"缺少键 {key}")
        elif key in _TEXTS and not (isinstance(value, str) and value):
            yield _fault(file, "edition-key", f"键 {key}：须为带引号的文本", str(value))
        elif key in _DAYS and not _is_day(value):
            yield _fault(file, "edition-key", f"键 {key}：须为月-日，如 07-31", str(value))
        elif key in _OTHERS and not isinstance(value, _OTHERS[key]):
            yield _fault(file, "edition-key", f"键 {key}：{_WORDS[_OTHERS[key]]}", str(value))


def _clauses(file: str, data: dict[str, Any], text: str, plan: Plan) -> Iterator[Problem]:
    """Check that every clause is one that the program asks for and quotes its article verbatim."""
    caps, shipped = _caps(plan), _caps(shipped_plan())
    known = known_clauses() - shipped | caps
    articles = parse_articles(text)
    for key in [k for k in load_edition(default_profile()).clauses if k not in shipped] + sorted(
        caps
    ):
        if key not in data and key not in _LATER and not re.fullmatch(r"E\d+", key):
            yield _fault(file, "edition-clause", f"[clauses] 缺少 {key}")
    for key, spec in data.items():
        if key not in known:
            yield _fault(file, "edition-clause", f"[clauses] 没有 {key} 这个键", key)
        elif not isinstance(spec, dict) or not all(
            isinstance(spec.get(k, ""), str) for k in ("article", "item", "quote", "setting")
        ):
            yield _fault(
                file, "edition-clause", f"[clauses] {key} 须为花括号中的一组带引号的文本", str(spec)
            )
        elif "setting" not in spec and not spec.get("unverified"):
            article = articles.get(str(spec.get("article")))
            quote = str(spec.get("quote", ""))
            if article is None:
                what = f"[clauses] {key} 所引的条文在 regulation.md 中没有"
                yield _fault(file, "edition-clause", what, str(spec.get("article")))
            elif not quote or quote not in article.text:
                what = f"[clauses] {key} 的 quote 不是该条的原文"
                yield _fault(file, "edition-clause", what, quote, "请从 regulation.md 中照抄")


def _caps(plan: Plan) -> frozenset[str]:
    return frozenset(f"cap_{key}" for key in plan.keys)


def _notice(file: str, data: dict[str, Any]) -> Iterator[Problem]:
    """Check the sentences that only this edition's notice says, and the days they name."""
    for key in NOTICE_TEXTS:
        value = data.get(key)
        if not isinstance(value, str) or not (value or key == "vacancy"):
            yield _fault(file, "edition-key", f"[texts] {key}：须为带引号的文本", str(value or ""))
            continue
        for day in re.findall(r"\{([^}]*)\}", value):
            if day not in DAYS:
                message = f"[texts] {key}：花括号里只能是{'、'.join(DAYS)}"
                yield _fault(file, "edition-key", message, day)


DAYS = ("下级截止日", "本级截止日")  # of the cycle, where a sentence of the notice names them
_LISTS = {"parents": list, "direct": dict, "region": list}
_REGION = {"name": str, "short": str}


def _area(file: str, text: str) -> Iterator[Problem]:
    """Check the area and every region: what must be there, and that no name means two regions."""
    data = read_toml(text, file, "edition-toml")
    for key in (*AREA_TEXTS, "office"):
        if not isinstance(data.get(key), str):
            message = f"键 {key}：{'须为带引号的文本' if key in data else '缺少此键'}"
            yield _fault(file, "edition-key", message)
    for key, kind in _LISTS.items():
        if not isinstance(data.get(key), kind):
            message = f"键 {key}：{_WORDS[kind] if key in data else '缺少此键'}"
            yield _fault(file, "edition-key", message)
    listed = data.get("region")
    seen: dict[str, str] = {}
    for number, region in enumerate(listed if isinstance(listed, list) else (), 1):
        if not isinstance(region, dict) or not all(
            isinstance(region.get(key), kind) and region[key] for key, kind in _REGION.items()
        ):
            yield _fault(file, "edition-key", f"第{number}个 [[region]]：须有 name、short 两键")
            continue
        for word in dict.fromkeys((region["name"], region["short"], *region.get("aliases", ()))):
            if seen.setdefault(word, region["name"]) != region["name"]:
                message = f"“{word}”既指{seen[word]}又指{region['name']}"
                yield _fault(file, "edition-key", message, word, "请只在一个区域里写")


def _points(file: str, text: str) -> Iterator[Problem]:
    """Check the points: every key, and that items add up to categories and these to the whole."""
    read_toml(text, file, "edition-toml")
    try:
        parse_criteria(text)
    except KeyError as error:
        yield _fault(file, "edition-key", f"缺少键 {error.args[0]}")
    except (TypeError, ValueError) as error:
        said = str(error) if isinstance(error, ValueError) else "有的键不是应有的类型"
        yield _fault(file, "edition-points", said, hint="请对照标准的分值表改正")


def parse_own(name: str, texts: Mapping[str, str]) -> Edition:
    """Read an office's own edition: the texts of its files by name. WzqaError with every fault at once."""
    file = f"{FOLDER}/{name}/{DATA}"
    data = read_toml(texts[DATA], file, "edition-toml")
    problems = list(_keys(file, data))
    stages = data.get("stages", [])  # editions made before there were any have the shipped ones
    wrong = list(faults(stages)) if "stages" in data else []
    problems += [_fault(file, "edition-key", message, value) for message, value in wrong]
    if isinstance(data.get("clauses"), dict):
        plan = parse_plan(stages) if stages and not wrong else shipped_plan()
        problems += _clauses(file, data["clauses"], texts.get(TEXT, ""), plan)
    if isinstance(data.get("texts"), dict):
        problems += _notice(file, data["texts"])
    if REGIONS in texts:
        problems += _area(f"{FOLDER}/{name}/{REGIONS}", texts[REGIONS])
    else:
        problems.append(_fault(f"{FOLDER}/{name}/{REGIONS}", "edition-key", "没有这个文件"))
    if CRITERIA in texts:
        problems += _points(f"{FOLDER}/{name}/{CRITERIA}", texts[CRITERIA])
    if problems:
        raise WzqaError(f"{FOLDER}/{name} 有{len(problems)}处错误", Exit.INPUT, problems)
    return parse_edition(name, texts)
