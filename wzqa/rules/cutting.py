"""A free-text cell cut into clauses: at stops, points and breaks, never in the middle of a word."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from wzqa.answers import chosen
from wzqa.dates import doubt
from wzqa.rules import shapes, wording
from wzqa.rules.shapes import Clause
from wzqa.rules.wording import plain

if TYPE_CHECKING:
    from datetime import date

    from wzqa.rules.shapes import Period
    from wzqa.rules.wording import Token

_SEPARATOR = re.compile(r"([,;。!！…\n\r()\[\]{}【】|]+)")
# the number of a point: (1), (一), 1., 1、, 一、
_POINT = re.compile(
    r"(?:^|(?<=[,;。\n\r]))[ \t]*(?:\(\d{1,2}\)|\([一二三四五六七八九十]{1,2}\)|\d{1,2}(?:[、)]|\.(?!\d))|[一二三四五六七八九十]{1,2}、)"
)
_CIRCLED = re.compile(r"[①-⑳⑴-⒇⒈-⒛㈠-㈩]")
_BREAK = re.compile(r"[ \t\u3000]*[\r\n\v\f\x85\u2028\u2029]+[ \t\u3000]*")
_LABEL = re.compile(r"[一-鿿]{1,10}[:：]")
_LONG = 20  # characters on either side of a break that are looked at
_SPACE = re.compile(r"[ \t\u3000]+")
_SPACE_AFTER_ANSWER = re.compile(r"(?<=[无否有零0])[ \t\u3000]+(?=\S)")


def parted(text: str, topic: str) -> str:
    """Put a comma for a blank between a denial and what asserts anew: 不存在 被列入失信名单."""

    def cut(match: re.Match[str]) -> str:
        after = clauses(text[match.end() :], topic)[:1]
        before = clauses(text[: match.start()], topic)[-1:]
        denied = before and re.search("[NDZ][msqtlfdx]*$", before[0].code)
        again = (
            after and not after[0].of("NDAZno") and (shapes.asserts(after[0]) or after[0].of("V"))
        )
        return "," if denied and again else match[0]

    return _SPACE.sub(cut, text)


def joined(text: str, topic: str) -> str:
    """Take out the line breaks, but those before a label (不合格项目：) that part neither a word nor 未列入 from its object."""

    def kept(match: re.Match[str]) -> str:
        left = plain(text[: match.start()])[-_LONG:]
        right = plain(text[match.end() :])[:_LONG]
        if _torn_word(left, right, topic):
            return ""
        new = _two(text[: match.start()], text[match.end() :], topic)
        if not new and not _LABEL.match(right):
            return ""
        denies = new and clauses(right, topic)[0].code[0] in "NDAno"
        return match[0] if denies or not left.endswith(wording.wanting(topic)) else ""

    return _BREAK.sub(kept, text)


def _two(left: str, right: str, topic: str) -> bool:
    """Say whether a whole denial stands before, and another statement behind: 无安全事故⏎经查，无."""
    before, after = clauses(left, topic)[-1:], clauses(right, topic)[:1]
    if not before or not after or not _whole_denial(before[0], topic):
        return False
    first = after[0].tokens[0]
    sound = "G" in before[0].code
    if (
        first.kind in ":Z"
        or before[0].code.endswith(":")
        or (sound and shapes.BARE.fullmatch(after[0].code))
    ):
        return False  # 合格批次⏎：0, 合格：⏎无
    new = first.kind in "Ytsq" or (first.kind == "H" and first.words.startswith("经"))
    return new or _whole_denial(after[0], topic)


def _whole_denial(clause: Clause, topic: str) -> bool:
    """Say whether a clause denies by itself, or says that all was found sound."""
    if topic == "E09" and shapes.GOOD.fullmatch(clause.code):
        return True
    return bool((shapes.SAMPLED if topic == "E09" else shapes.DENIAL).fullmatch(clause.code))


def _torn_word(left: str, right: str, topic: str) -> bool:
    """Say whether a word of the vocabulary begins in `left` and ends in `right`."""
    whole, at = left + right, len(left)
    return any(
        whole.startswith(word, start)
        for word in wording.event_words(topic)
        for start in range(max(0, at - len(word) + 1), at)
    )


def clauses(text: str, topic: str, period: Period | None = None) -> list[Clause]:
    """Cut a cell; a day without its year takes the last year named before it."""
    words = _mended(chosen(plain(_CIRCLED.sub(";", text))), topic)
    words = _POINT.sub("", _SPACE_AFTER_ANSWER.sub("\n", words))
    found: list[Clause] = []
    year: int | None = None
    pieces = _SEPARATOR.split(words)
    parted = [
        (before if at == 0 else ";", part)
        for before, piece in zip(["", *pieces[1::2]], pieces[::2], strict=True)
        for at, part in enumerate(_at_spaces(piece, topic))
    ]
    for before, part in parted:
        tokens, year = wording.tokens(part, topic, year, period.years if period else 0)
        if period:
            tokens = tuple(_believed(token, period.latest) for token in tokens)
        if tokens:
            found.append(Clause(tokens, _code(tokens), before))
    return found


def _mended(text: str, topic: str) -> str:
    """Take out the spaces in the middle of a word: 失信 被执行人."""

    def kept(match: re.Match[str]) -> str:
        left, right = text[: match.start()][-_LONG:], text[match.end() :][:_LONG]
        return "" if _torn_word(left, right, topic) else match[0]

    return _SPACE.sub(kept, text)


def _at_spaces(piece: str, topic: str) -> list[str]:
    """Part a piece at spaces where a whole denial stands before: 无安全事故 2025年3月有1起."""
    found: list[str] = []
    for word in piece.split():
        left = _cut(found[-1], topic) if found else None
        right = _cut(word, topic)
        whole = (
            left
            and _whole_denial(left, topic)
            and not shapes.BARE.fullmatch(left.code)
            and ":" not in left.code[-1] + right.code[0]
        )
        first = right.tokens[0]
        dated = left and "Y" in left.code and bool(shapes.EVENT.fullmatch(left.code))
        new = (dated and _whole_denial(right, topic)) or (
            whole
            and (
                _whole_denial(right, topic)
                or first.kind in "YstPV"
                or first.words in shapes.ASSERTING
                or first.words.startswith("经")
            )
        )
        if new or not found:
            found.append(word)
        else:
            found[-1] += f" {word}"
    return found or [piece]


def _cut(text: str, topic: str) -> Clause:
    tokens, _ = wording.tokens(text, topic)
    return Clause(tokens, _code(tokens))


def _believed(token: Token, latest: date) -> Token:
    """Doubt a day before 1949-10-01 or still to come."""
    trouble = doubt(token.day, latest) if token.day else ""
    return replace(token, trouble=trouble) if trouble else token


def _code(tokens: tuple[Token, ...]) -> str:
    """Spell a clause in letters; one of anything behind a denial is no count (没有一批次)."""
    letters: list[str] = []
    for token in tokens:
        one = token.kind == "C" and token.number == 1 and "N" in letters
        bare = set(letters[letters.index("N") + 1 :]) <= set("msqtldx") if one else False
        yes = token.words in {"是", "在列"} and letters[-1:] == [":"]  # 失信被执行人：是
        letters.append("m" if bare else "V" if yes else token.kind)
    return "".join(letters)
