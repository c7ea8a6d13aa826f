"""What the words on a card lack: named with cell, for the examiner to mend (arithmetic.md §3.6).

A paper of the office quotes these words, and the organisation signs it （十六）. So a card without
words, a phrase that says nothing, the text of another firm, praise beside a low mark and orders
about what to buy are told before anything is printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from wzqa.marks.firms import Firms, spoken
from wzqa.models import CardState
from wzqa.names import Finder, comparable, squeeze
from wzqa.problems import Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from wzqa.models import Card
    from wzqa.settings import Comments

Side = Literal["strengths", "opportunities"]
SIDES: dict[Side, str] = {"strengths": "主要优势", "opportunities": "主要改进机会"}
TITLES = {
    "comment-empty": "没有评语",
    "comment-short": "过短",
    "comment-repeated": "几家相同",
    "comment-contrary": "与得分率不一致",
    "comment-other-firm": "写到别的组织",
    "comment-prescribes": "替企业（组织）定做法",
    "comment-names-examiner": "写了评审专家姓名",
}
_MANY = 3  # firms named beside a repeated text


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One thing about the words of a card.

    code: comment-empty | comment-short | comment-repeated | comment-contrary |
    comment-other-firm | comment-prescribes | comment-names-examiner. `said` is the text as written.
    """

    code: str
    message: str
    card: Card
    place: Place
    said: str = ""


@dataclass(frozen=True, slots=True)
class _Word:
    """One comment: where it stands and what it says, folded."""

    card: Card
    clause: str
    side: Side
    text: str

    @property
    def place(self) -> Place:
        return cell_of(self.card, self.clause, self.side)


def remarks(
    cards: Iterable[Card],
    names: Mapping[str, tuple[str, ...]],
    rules: Comments,
    examiners: Iterable[str] = (),
) -> list[Remark]:
    """Look at the words of all cards that hold marks; `names`: code → name and former names."""
    people = Finder({squeeze(name) for name in examiners})
    marked = [c for c in cards if c.state in {CardState.SUBMITTED, CardState.INCOMPLETE}]
    firms = Firms(dict(names))
    said = [(card, list(_words(card))) for card in marked]
    words = [word for _, own in said for word in own]
    found: list[Remark] = []
    for card, own in said:
        found += _empty(card, own)
        found += _contrary(card, own, rules)
    for word in words:
        found += _short(word, rules)
        found += _foreign(word, firms, names)
        found += _prescribes(word)
        found += _names_examiner(word, people)
    found += _repeated(words, names, rules)
    return sorted(found, key=lambda r: (r.card.examiner, r.place.sort_key, r.code))


def cell_of(card: Card, clause: str, side: Side) -> Place:
    """Name the cell of a comment, filled or blank; the sheet where there is no such column."""
    mark = card.mark_places.get(clause)
    row = re.search(r"\d+$", mark.cell or "") if mark else None
    column = card.word_columns[side == "opportunities"]
    if mark is None or row is None or not column:
        return card.place
    return Place(mark.file, mark.sheet, f"{column}{row[0]}")


# --- what is written --------------------------------------------------------------------------

_WORDY = 40  # characters; what is longer says something
_NOTHING = re.compile(
    r"(?:(?:暂|目前|本项|该项|基本)*(?:无|没有|未发现|未见)(?:明显|突出|重大|特别|其他)*的?"
    r"(?:不足|问题|改进机会|改进项|改进点|优势|亮点|缺陷|意见|建议|短板)?"
    r"|略|空|未填|不详|n/?a|[^\w])*"
)


def is_blank(text: str) -> bool:
    """Say whether a comment says nothing at all: blank, 无, 略, /, 暂无明显不足."""
    return len(text) < _WORDY and bool(_NOTHING.fullmatch(comparable(text)))


def _words(card: Card) -> Iterator[_Word]:
    for side in SIDES:
        for clause, text in getattr(card, side).items():
            if not is_blank(text):
                yield _Word(card, clause, side, text)


def _empty(card: Card, own: Sequence[_Word]) -> Iterator[Remark]:
    """Name a card without words, or the items of a card that have none; 合议 need not have any.

    Whoever writes by category, so that most items have no word, is held to a word per category.
    """
    said = {word.clause for word in own}
    silent = [clause for clause in card.marks if clause not in said]
    sparse = bool(said) and 2 * len(silent) > len(card.marks)
    if sparse:
        heard = {_category(card, clause) for clause in said}
        silent = [clause for clause in silent if _category(card, clause) not in heard]
    if card.consensus or not silent:
        return
    if not any(card.word_columns):
        message = "这份评分没有评语栏，各条目都没有评语"
    elif len(silent) == len(card.marks):
        message = "整份评分表没有一句评语"
    elif sparse:
        names = "、".join(dict.fromkeys(_category(card, clause) for clause in silent))
        message = f"类目{names}没有一句评语"
    else:
        rows = "、".join(f"{c}（{cell_of(card, c, 'strengths').cell}）" for c in silent)
        message = f"{len(silent)}个条目打了分，没有评语：{rows}"
    yield Remark(
        code="comment-empty",
        message=message,
        card=card,
        place=cell_of(card, silent[0], "strengths"),
    )


def _category(card: Card, clause: str) -> str:
    return clause if card.scale == "points" else clause.rpartition(".")[0]


_RUNS = re.compile(r"(.)\1{2,}")  # 好好好好 is one 好


def _short(word: _Word, rules: Comments) -> Iterator[Remark]:
    length = len(_RUNS.sub(r"\1", squeeze(word.text)))
    if length < rules.least:
        message = f"“{SIDES[word.side]}”只有{length}字，看不出具体事实"
        yield _on(word, "comment-short", message)


def _on(word: _Word, code: str, message: str) -> Remark:
    return Remark(
        code=code,
        message=f"{word.clause}{message}",
        card=word.card,
        place=word.place,
        said=word.text,
    )


# --- praise and mark --------------------------------------------------------------------------


def _contrary(card: Card, own: Sequence[_Word], rules: Comments) -> Iterator[Remark]:
    """Flag a high mark with nothing but 改进机会, a low one with nothing but 优势."""
    if card.scale != "percent":
        return
    said: dict[str, dict[Side, _Word]] = defaultdict(dict)
    for word in own:
        said[word.clause][word.side] = word
    for clause, sides in said.items():
        mark = card.marks.get(clause)
        if mark is None or len(sides) != 1:
            continue
        (side, word), *_ = sides.items()
        if (side == "opportunities" and mark >= rules.high) or (
            side == "strengths" and mark <= rules.low
        ):
            other = SIDES["strengths" if side == "opportunities" else "opportunities"]
            message = f"得分率{mark:f}%，却只写了{SIDES[side]}，没有写{other}"
            yield _on(word, "comment-contrary", message)


# --- other firms ------------------------------------------------------------------------------

_SUBJECT = re.compile(r"([\u4e00-\u9fff()]{4,24}?(?:有限责任公司|有限公司|股份公司|集团公司))")


def _foreign(word: _Word, firms: Firms, names: Mapping[str, tuple[str, ...]]) -> Iterator[Remark]:
    """Flag the name of another applicant, or a text that begins with a firm that is not this one."""
    found = firms.others(word.text, word.card.uscc)
    for form, code in found:
        name = names[code][0]
        called = "" if comparable(name) == form else f"（写作“{form}”）"
        message = f"“{SIDES[word.side]}”写到别的申报组织：{name}{called}"
        yield _on(word, "comment-other-firm", message)
    folded = comparable(word.text)
    begins = _SUBJECT.match(folded)
    own = [comparable(n) for n in names.get(word.card.uscc, ())]
    if not found and begins and not any(_within(begins[1], n) for n in own):
        message = f"“{SIDES[word.side]}”说的是“{begins[1]}”，不是本申报组织"
        yield _on(word, "comment-other-firm", message)


def _within(short: str, name: str) -> bool:
    rest = iter(name)
    return all(c in rest for c in short)


def _names_examiner(word: _Word, people: Finder) -> Iterator[Remark]:
    """Flag an examiner's name: a paper that quotes it would not be printed (architecture.md §3)."""
    for name in sorted({name for _, name in people.found(squeeze(word.text))}):
        yield _on(word, "comment-names-examiner", f"“{SIDES[word.side]}”写有评审专家姓名“{name}”")


def _repeated(
    words: Sequence[_Word], names: Mapping[str, tuple[str, ...]], rules: Comments
) -> Iterator[Remark]:
    """Flag a text that stands at several firms, whoever wrote it; the firm's own name aside."""
    same: dict[str, list[_Word]] = defaultdict(list)
    own = {
        code: sorted({f for n in all_ for f in spoken(n)}, key=len, reverse=True)
        for code, all_ in names.items()
    }
    for word in words:
        key = _core(word, own)
        if len(key) >= rules.least // 2:  # a shorter one is named as short
            same[key].append(word)
    for group in same.values():
        if len({word.card.uscc for word in group}) < 2:  # noqa: PLR2004  (one firm alone)
            continue
        for word in group:
            others = {w.card.uscc: w for w in group if w.card.uscc != word.card.uscc}
            told = "、".join(
                f"{names[code][0]}（{w.card.examiner}，{w.place.cell or w.clause}）"
                for code, w in list(others.items())[:_MANY]
            )
            more = f"等{len(others)}家" if len(others) > _MANY else ""
            message = f"“{SIDES[word.side]}”与{told}{more}的评语相同"
            yield _on(word, "comment-repeated", message)


_MARKS = re.compile(r"[^\w]|_")
_SELF = re.compile(r"^(?:贵|该|本|你)?(?:公司|企业|组织|集团|单位|医院|学校)")


def _core(word: _Word, own: Mapping[str, Sequence[str]]) -> str:
    """Fold a text for comparing: without marks, and without the own name at any place."""
    text = comparable(word.text)
    for form in own.get(word.card.uscc, ()):
        text = text.replace(form, "")
    return _SELF.sub("", _MARKS.sub("", text))


# --- orders -----------------------------------------------------------------------------------

_VERBS = (
    "购买|购置|购入|采购|外购|租用|引进|引入|聘|委托|外包|投资|投入|增设|增加|增配|新增|设立|成立|建立|"
    "建设|新建|制定|制订|编制|出台|开展|组织|实施|推行|导入|采用|选用|使用|改用|换成|更换|替换|上线|上马|"
    "部署|安装|申请|申报|参加|招聘|配备|配置|取消|撤销|合并|改造|升级|签订|改为|拿出|抽调|尽快|尽早|"
    "立即|马上|每[年月周季天]|由|将|把|按照?|参照|请|买|在[^，。；]{1,12}[内前]"
)
_BUY = r"(?:购买|购置|购入|引进|聘请|上马|租用|外购|采购(?!部|中心|人员|过程|成本|流程|合同|计划|平台|管理|量|额|价|件|周期|订单|需求|环节|业务|审批|制度|商))"
# 应 in 供应, 响应, 对应 … is no modal verb, nor is it in 应用, 应急, 应收, 应有的 …
_SHOULD = (
    "(?<![供响适相反效对感呼答因顺照策一])应"
    "(?![用急对变收付届聘答邀运约声力景激验试税得知会酬时俱允诉标召接征]|有的|有尽)"
)
_MUST = (
    "必须|务必|务须|责令|限期|一定要|赶[快紧]|强烈|不要再|(?<!无)须(?=尽|立即|马上|在|于|加|建|制|购|聘|配|增|按)"
    "|需(?:要)?(?:尽快|立即|马上)|最好(?:能|是|再|由|把|采|购|引|上|请|每|设|建)"
    "|推荐(?:使用|采用|购买|选用)|要求(?:企业|公司|贵公司|该公司|你公司|组织方?|其)"
    "|(?:贵|你)(?:公司|单位|企业)(?:要|得)(?!求)"
    "|(?<![主重首必紧需只想将还])要(?:建立|建设|设[立置]|增[加设]|引进|配备|尽快|组织|制[定订]|开展|把|将)"
)
_ORDER = re.compile(
    rf"{_SHOULD}|{_MUST}"
    rf"|(?:需要?|须|宜|请|(?<![主重首必紧])要|希望|(?<![期渴绝失展])望|考虑|不妨|推荐)[^，。；]{{0,8}}?{_BUY}"
)
# 建议 as a noun (合理化建议, 意见建议) is not advice
_ADVICE = re.compile(
    rf"(?<![化提出工善条项客见类和与及、的听取集对将把])建议(?!率|书|箱|被|案|数)[^，。；]{{0,14}}?(?:{_VERBS})"
)
_STATED = re.compile(r"规定|明确|要求|界定|约定|识别|制度|承诺|强调|提出|坚持|标准|知[道晓]|清楚")
_WANTING = re.compile(r"的.*(?:未|没有|缺|不)")  # 必须符合的标准没有识别
_LACKS = re.compile(r"未|没有|缺|不")
_CLAUSES = re.compile(r"[，,。；;！!？?\n]")


def _prescribes(word: _Word) -> Iterator[Remark]:
    """Flag words that tell the firm what to do or buy instead of what was found."""
    for clause in _CLAUSES.split(squeeze(word.text)):
        order = _ADVICE.search(clause)
        if order is None:
            order = _ORDER.search(clause)
            if order and _is_stated(clause, order, word.side):
                order = None
        if order:
            message = (
                f"“{SIDES[word.side]}”写了“{order[0]}”，是替企业（组织）开方子，不是评出的事实"
            )
            yield _on(word, "comment-prescribes", message)
            return


def _is_stated(clause: str, order: re.Match[str], side: Side) -> bool:
    """Say whether the firm's own rule is quoted: 规定新员工必须持证上岗, 未明确各岗位应当承担的责任."""
    before, after = clause[: order.start()], clause[order.end() :]
    if _WANTING.search(after):
        return True
    if not _STATED.search(before):
        return False
    return side == "strengths" or bool(_LACKS.search(before)) or "的" in after
