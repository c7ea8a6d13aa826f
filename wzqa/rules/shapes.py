"""A clause of a free-text cell as a row of letters, one per word, and what its shape says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.rules import wording

if TYPE_CHECKING:
    from datetime import date

    from wzqa.rules.wording import Token

_FREE = "[msqtlfdx]"  # words that neither say nor deny anything
_WHAT = r"(?:[KEe][KEeijmsqtlfdx]*)"  # the matter asked about, with what belongs to it
_TAIL = "[xi]*"
_UNIT = "|".join(
    (
        rf"N{_FREE}*{_WHAT}[Vj]?",  # 无不合格, 未发生较大以上事故, 无事故发生
        rf"D{_FREE}*(?:{_WHAT}|i[xi]*)?",  # 未停产、停业, 无违法违规行为
        rf"N{_FREE}*i[xi]*",  # 没有相关记录
        rf"n[KEeimsqtlfdx]*X{_FREE}*{_WHAT}",  # 未因环保问题受到处罚
        rf"o{_FREE}*{_WHAT}",  # 非失信被执行人
        rf"Z{_FREE}*{_WHAT}",  # 0批次不合格, 零事故
        rf"{_FREE}*(?:{_WHAT}|i):?{_FREE}*(?:[NA](?![msqtlfx]*[KEe])(?:[sx]*i)?{_TAIL}|Z)",  # 不合格：无
        rf"[NA]{_TAIL}|Z",  # 无
    )
)


def _denials(extra: str) -> re.Pattern[str]:
    """Allow several denials, joined or dated: two side by side are none (不是没有)."""
    front = f"(?:{_FREE}|[YH:{extra}])*"
    return re.compile(rf"{front}(?:{_UNIT})(?:{front}[dY{extra}]{front}(?:{_UNIT}))*[:d]?")


DENIAL, SAMPLED = _denials(""), _denials("C")
BARE = re.compile(rf"(?:{_FREE}|:)*(?:[NA]{_TAIL}|Z)")
LISTED = re.compile(rf"[tsqH]*N:{_WHAT}")  # 无：失信被执行人、严重违法失信、刑事处罚
GOOD = re.compile(r"[msqtlfdxYCH:i]*G[msqtlfdxYCGi:]*")
NEUTRAL = re.compile(r"[msqtlfdxYCH:i]*")
_RUNS_ON = re.compile(r"[msdxij]*|[^NAZ]*G.*")  # behind a line that ends in 无
SEE = re.compile(rf"(?:{_FREE}|[HF:])*F(?:{_FREE}|[HFij])*")
HEADING = re.compile(rf"(?:{_FREE}|Y)*(?:{_WHAT}|i{_FREE}*):?")
# verbs that make a sentence of what could be a heading
STATED = re.compile(
    "在列|在.{2,12}(?:名单|名录)[内中上]$|^(?:我公司|本公司|公司|我司|我单位|本单位)?(?:是(?!否)|系|属于)|不符合|不达标|未达|达不到|超标|存在|检出|查出|发现|判定|确认|列入|纳入|处以|受到|遭|被(?!执行)"
)
CLOSING = re.compile(r"[msqtlfdxYCXGVij$:]*R[msqtlfdxYCXGRij$:E]*")
DETAIL = re.compile(r"[msqtlfdxYCXVij]*[I$][msqtlfdxYCXVij$I]*")
EVENT = re.compile(r"[msqtlfdxYCVKEeijIXRBG$:]*[Ee][msqtlfdxYCVKEeijIXRB$:]*")
MARK = re.compile(r"[msqtlfdx:]*V[msqtlfdx:Y]*")  # 有, 有：2019年3月
JOINTLY = re.compile(r"[mqtlfx]*(?:s[msx]*d|O[Odmx]*d[mx]*s)")  # 公司及法定代表人均无
# 2025年3月不合格 从未有过; 存在失信、无: said of a day, or asserted, and then denied
HAPPENED = re.compile(
    r"(?:Y|^[stqlH]*\+)[^NDAZnoi:]*[Ee][^:iYd]*[NA]|^[stqlH]*\+[^NDAZnoi:]*[Ee][^:i]*[NDA]"
)
ASSERTING = frozenset(["列入", "被列入", "被列为", "纳入", "被纳入", "列为", "存在", "出现"])
_SAYING = ASSERTING | {"是", "在"}
_VERBS = tuple(ASSERTING)
SETTLED = frozenset({"罚款", "处罚", "不合格"})
EVALUATED = frozenset(
    ["评审", "认证", "通过", "换证", "审核", "安全生产标准化", "安全生产标准化企业"]
)
SAMPLING = frozenset(w for w in wording.words("E09", "word") if "抽" in w or "检" in w)


@dataclass(frozen=True, slots=True)
class Period:
    """The look-back: `since` its first day, `years` its length, `latest` the last day believed.

    `told` is the day up to which the applicant was to speak: the anchor, however late the check.
    """

    since: date
    years: int
    latest: date
    told: date
    threshold: int = 1  # index into GRADES of the lowest grade that counts


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause: its words, its tokens and their letters."""

    tokens: tuple[Token, ...]
    code: str
    before: str = ""  # what parts it from the clause before

    def of(self, kinds: str) -> list[Token]:
        """Give the words of some kinds."""
        return [token for token in self.tokens if token.kind in kinds]

    @property
    def text(self) -> str:
        """Give the words as they stand."""
        return "".join(token.words for token in self.tokens)


def torn(first: Clause, second: Clause) -> bool:
    """Say whether a break may part what belongs together: 没有⏎生产, 合格⏎0批次."""
    if "\n" in second.before and BARE.fullmatch(first.code):
        return bool(_RUNS_ON.fullmatch(second.code))
    return bool(re.search(r"G[msqxdi]*$", first.code)) and bool(
        re.fullmatch(r"[msdx:]*Z", second.code)
    )


def when_evaluated(first: Clause, second: Clause) -> bool:
    """Say whether brackets date an evaluation before them: 通过安全生产标准化评审(2024年5月)."""
    dated = second.before.endswith("(") and bool(re.fullmatch(r"[msdx]*Y[msdx]*", second.code))
    evaluated = any(t.kind == "H" and t.words in EVALUATED for t in first.tokens)
    return dated and evaluated and bool(NEUTRAL.fullmatch(first.code))


def asserts(clause: Clause) -> bool:
    """Say whether a word asserts what follows: 是, 在, 列入, 存在."""
    return any(t.words in _SAYING for t in clause.tokens)


def asserted(clause: Clause) -> str:
    """Spell a clause with + for the words that assert what follows: 是, 列入, 存在."""
    letters = zip(clause.code, clause.tokens, strict=True)
    return "".join("+" if t.words in ASSERTING or t.words == "是" else c for c, t in letters)


def runs_on(clause: Clause, topic: str) -> bool:
    """Say whether a denial goes on: 无不良信息、存在失信; 暂无、停产整顿; 未列入 列入失信名单."""
    bare = wording.words(topic, "bare")
    for at, token in enumerate(clause.tokens[:-1]):
        follows = clause.tokens[at + 1].words
        said_again = follows in ASSERTING and token.words.endswith(follows)
        if token.kind in "ND" and (
            said_again or (follows == "是" and token.words.endswith(_VERBS))
        ):
            return True
        if token.words != "、":
            continue
        behind = clause.tokens[at + 1 :]
        next_ = next((t for t in behind if t.kind not in "tYsx"), behind[0])
        again = next_.words in _SAYING or next_.kind == "V"
        before = clause.code[:at]
        denied = bool(set("NDZo") & set(before))
        if again and denied:
            return True
        last = clause.tokens[at - 1]
        if last.words in bare and BARE.fullmatch(before):
            return True
        answered = last.words in bare or last.kind == "Z"
        if answered and not DENIAL.fullmatch(clause.code[at + 1 :]):
            return True
    return False


def admits(clause: Clause, *, stopped: bool) -> bool:
    """Say whether words behind a whole denial assert or date another matter: 未被处罚存在失信.

    `stopped`: 整顿 and 至今 say that it stands still now (无停产、停产整顿).
    """
    denied = whole = said = False
    for token in clause.tokens:
        if token.kind in "NDAZno":
            denied, said = True, False
            whole = token.kind == "D" or (stopped and (token.kind == "Z" or "停" in token.words))
        elif token.kind == ":":
            denied = whole = said = False
        elif token.kind in "Ee":
            if whole and (said or (stopped and token.words.endswith("整顿"))):
                return True
            whole = whole or denied
        elif whole and (token.kind in "VtY" or token.words in _SAYING):
            said = True
    return stopped and whole and clause.text.endswith("至今")
