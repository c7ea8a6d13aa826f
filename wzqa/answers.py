"""Answers written beside the list that a cell offers: ticked boxes, synonyms (`data/answers.toml`).

Only what is certain: every clause must be known, and all of them mean one answer.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from wzqa.names import squeeze

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

NO_SPELLINGS: Mapping[str, str] = {}
_TICKED, _OPEN = "☑√■✓✔", "□○◻☐"
_BOX = re.compile(rf"([{_TICKED}{_OPEN}])\s*([^{_TICKED}{_OPEN}]*)")
_BOX_BEHIND = re.compile(rf"([^{_TICKED}{_OPEN}]+)([{_TICKED}{_OPEN}])")
_CLAUSES = re.compile(r"[,;。!()、\s┋]+")
_LETTERED = re.compile(r"^\s*[A-Ha-h]\s*[.．、:：)）]\s*")  # A.质量奖, as web forms write choices
_BETWEEN = " \t\r\n\u3000,，;；/、"
_REFUSAL = "不推荐"  # what a clause such as 不符合条件 comes to
_IN_HAND = "已提交"
_AWARDED = re.compile(r"(?:该\w{2})?(?:已|曾)?(?:荣获|获得|获)\w{0,12}奖\w{0,4}")  # 已获区长质量奖
_FOR_WHICH = re.compile(
    r"(?<=推荐)其?(?:申报|参评)[^,;。()、]*奖(?![^,;。()、])"
)  # 同意推荐申报…奖
_DATED = re.compile(r"\d{4}[年.\-/]\d{1,2}(?:[月.\-/](?:\d{1,2}日?)?)?")
_COPIES = re.compile(
    r"(?:原件|复印件|纸质版?|正本|随表报送|随表提交|已?提交|已?报送|已附)?(?:共|各|一式)?[1-9一二两三四五六]\d?份"
)
_GRADED = re.compile(r"([A-D])级?\((?:\d{4}年?(?:\d{1,2}月)?)?(?:评定|评价)?\)")


@cache
def _table() -> tuple[dict[str, str], dict[str, str]]:
    text = (resources.files("wzqa") / "data" / "answers.toml").read_text(encoding="utf-8")
    data = tomllib.loads(text)
    known = {
        squeeze(word): answer for answer, words in data["answers"].items() for word in words.split()
    }
    return known, {
        squeeze(word): kind for kind, words in data["fillers"].items() for word in words.split()
    }


def chosen(text: str) -> str:
    """Keep what is ticked where boxes stand before the options, or behind them; else the text.

    >>> chosen("☑推荐 □优先推荐 □不推荐"), chosen("□推荐 ☑不推荐"), chosen("推荐")
    ('推荐', '不推荐', '推荐')
    """
    text = _LETTERED.sub("", text)
    if re.match(rf"\s*[{_TICKED}{_OPEN}]", text):
        boxes = _BOX.findall(text)
    elif re.search(rf"[{_TICKED}{_OPEN}]\s*$", text):
        boxes = [(box, label) for label, box in _BOX_BEHIND.findall(text)]
    else:
        return text
    if len(boxes) == 1 and not boxes[0][1].strip():
        return "" if boxes[0][0] in _OPEN else text  # a lone √ is an answer by itself
    return ";".join(label.strip(_BETWEEN) for box, label in boxes if box in _TICKED)


def pick(
    text: str, options: Sequence[str], spellings: Mapping[str, str] = NO_SPELLINGS
) -> str | None:
    """Name the one option that a text certainly means; None when it does not.

    `spellings` are other ways to write an option, beside those of the table.

    >>> pick("情况属实，同意推荐（盖章）", ("推荐", "不推荐")), pick("情况属实", ("推荐", "不推荐"))
    ('推荐', None)
    """
    known, fillers = _table()
    if spellings:
        known = known | {squeeze(word): option for word, option in spellings.items()}
    words = _FOR_WHICH.sub("", squeeze(chosen(text)))
    if found := _GRADED.fullmatch(words):
        return found[1] if found[1] in options else None
    whole = known.get(words)
    if whole in options:
        return whole
    picked: set[str] = set()
    for clause in filter(None, _CLAUSES.split(words)):
        answer = clause if clause in options else known.get(clause, "")
        if answer in options:
            picked.add(answer)
        elif _IN_HAND in options and _COPIES.fullmatch(clause):
            picked.add(_IN_HAND)
        elif _AWARDED.fullmatch(clause) or _DATED.fullmatch(clause):
            continue
        elif clause not in fillers:
            return None
        elif fillers[clause] == "refusals":
            picked.add(_REFUSAL)
    if picked == {"推荐", "优先推荐"}:
        return "优先推荐"
    return picked.pop() if len(picked) == 1 and picked <= set(options) else None
