"""An office's own edition of the regulation, checked before anything rests on it.

`办法/NAME.toml` and `办法/NAME.md` in the cycle folder have the form of the shipped ones
(`data/regulations/`): the promulgated text, its article numbers, caps and defaults, without touching
the installed program. Pure: texts in, an `Edition` or all problems out.
"""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

from wzqa.problems import Exit, Place, Problem, WzqaError
from wzqa.regulation import load_edition, parse_articles, parse_edition
from wzqa.tomls import read_toml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.regulation import Edition

FOLDER = "办法"
_LATER = frozenset({"standard"})  # clauses that editions made by earlier versions do not have
MODEL = "wenzhou-2022-draft"  # has every clause that the program asks for
_TEXTS = ("title", "umbrella", "committee", "city", "government")
_DAYS = ("notice_day", "county_day", "city_day")
_OTHERS = {"cycle_years": int, "unverified": list, "clauses": dict, "defaults": dict}
_KEYS = (*_TEXTS, *_DAYS, *_OTHERS)
_WORDS = {int: "须为整数", list: "须为方括号列表", dict: "须为一组键（表）"}
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


def _clauses(file: str, data: dict[str, Any], text: str | None) -> Iterator[Problem]:
    """Check that every clause is one that the program asks for and quotes its article verbatim."""
    known = load_edition(MODEL).clauses
    articles = parse_articles(text) if text else {}
    for key in known:
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
                what = f"[clauses] {key} 所引的条文在 .md 中没有"
                yield _fault(file, "edition-clause", what, str(spec.get("article")))
            elif not quote or quote not in article.text:
                what = f"[clauses] {key} 的 quote 不是该条的原文"
                yield _fault(file, "edition-clause", what, quote, "请从 .md 中照抄")


def parse_own(name: str, toml_text: str, md_text: str | None) -> Edition:
    """Read an office's own edition. Raises WzqaError (exit 1) with every fault at once."""
    file = f"{FOLDER}/{name}.toml"
    data = read_toml(toml_text, file, "edition-toml")
    problems = list(_keys(file, data))
    if isinstance(data.get("clauses"), dict):
        problems += _clauses(file, data["clauses"], md_text)
    if problems:
        raise WzqaError(f"{file} 有{len(problems)}处错误", Exit.INPUT, problems)
    return parse_edition(name, toml_text, md_text)
