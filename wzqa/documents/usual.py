"""What letters say of the stages where an award has the usual ones, 资料评审 and 现场评审.

A letter holds such a word only where it is another one: letters issued before there were other stages
keep their words, and are written again from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    Word = str | bool | list[dict[str, str]]

WORDS: dict[str, Word] = {
    "首环节": "资料评审",
    "此前环节": "资料评审",  # before the visit
    "落选环节": "现场评审",  # that a firm was not taken further after
    "末环节": "现场评审",
    "其后环节": "现场评审",  # after the first
    "评审环节": "资料评审和现场评审",
    "评审说明": "你单位的申报资料进行了书面评审",
    "反馈说明": "，现场评审报告已现场反馈",
    "其他环节": [],  # beside the first and the visit
    "各项得分": [],  # with theirs
}


def unusual(**words: Word) -> dict[str, Word]:
    """Give the words that are not the usual ones."""
    return {name: word for name, word in words.items() if word != WORDS[name]}
