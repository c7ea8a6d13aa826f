"""An office's own edition of the regulation, checked before anything rests on it.

`办法/NAME.toml` and `办法/NAME.md` in the cycle folder have the form of the shipped ones
(`data/regulations/`): the promulgated text, its article numbers, caps and defaults, without touching
the installed program. Pure: texts in, an `Edition` or all problems out.
"""

from __future__ import annotations

import re
import tomllib
from typing import TYPE_CHECKING, Any

from wzqa.problems import Exit, Place, Problem, WzqaError
from wzqa.regulation import load_edition, parse_articles, parse_edition

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.regulation import Edition

FOLDER = "办法"
MODEL = "wenzhou-2022-draft"  # has every clause that the program asks for
_KEYS = (
    "title", "umbrella", "committee", "city", "government", "cycle_years", "notice_day",
    "county_day", "city_day", "unverified", "clauses", "defaults",
)  # fmt: skip


def _fault(file: str, code: str, message: str, value: str = "", hint: str = "") -> Problem:
    mend = hint or "请对照随附的办法版本改正"
    return Problem(code=code, message=message, place=Place(file), value=value or None, hint=mend)


def _data(file: str, text: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"第{line[1]}行" if line else "末尾"
        raise WzqaError(
            f"{file} 不是正确的 TOML 文件（{where}）",
            Exit.INPUT,
            code="edition-toml",
            place=Place(file, None, where),
            hint="请检查该行的引号、括号和等号",
        ) from None


def _clauses(file: str, data: dict[str, Any], text: str | None) -> Iterator[Problem]:
    """Check that every clause is one that the program asks for and quotes its article verbatim."""
    known = load_edition(MODEL).clauses
    articles = parse_articles(text) if text else {}
    for key in known:
        if key not in data and not re.fullmatch(r"E\d+", key):
            yield _fault(file, "edition-clause", f"[clauses] 缺少 {key}")
    for key, spec in data.items():
        if key not in known:
            yield _fault(file, "edition-clause", f"[clauses] 没有 {key} 这个键", key)
        elif not isinstance(spec, dict):
            yield _fault(file, "edition-clause", f"[clauses] {key} 须为花括号中的一组键", str(spec))
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
    data = _data(file, toml_text)
    problems = [_fault(file, "edition-key", f"缺少键 {key}") for key in _KEYS if key not in data]
    clauses = data.get("clauses", {})
    if isinstance(clauses, dict):
        problems += _clauses(file, clauses, md_text)
    else:
        problems.append(_fault(file, "edition-key", "[clauses] 须为一组键"))
    if problems:
        raise WzqaError(f"{file} 有{len(problems)}处错误", Exit.INPUT, problems)
    return parse_edition(name, toml_text, md_text)
