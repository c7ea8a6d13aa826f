"""Decisions and entries of the ledger in Chinese sentences: no code, no key, no list name."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wzqa import eligibility, fields
from wzqa.dates import chinese
from wzqa.documents import kinds

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    from wzqa.models import Decision
    from wzqa.plan import Plan
    from wzqa.record.store import Entry
    from wzqa.stages.ground.view import View

    Detail = Mapping[str, object]  # of a ledger entry, whatever a version wrote

    class Saying(Protocol):
        """Says one kind of entry."""

        def __call__(self, words: Words, subject: str, detail: Detail, /) -> str:
            """Give the sentence."""


_ROLES = {
    "applications": "申报表格",
    "registers": "名册",
    "verification": "核查表或反馈表",
    "ballots": "计票表",
    "objections": "异议登记表",
    "edition": "办法文本",
}
_ANSWERS = {
    "pass": "通过", "fail": "不通过", "rank": "按已收到的评分表排名", "exclude": "退出本阶段",
    "upheld": "成立", "dismissed": "不成立",
}  # fmt: skip
_MEASURES = {
    "cancel": "提请取消称号",
    "revoke": "提请撤销称号",
    "correct": "责令改正",
    "cancelled": "政府决定取消称号",
    "revoked": "政府决定撤销称号",
}


def day_of(at: str) -> str:
    """Give the day of a time as papers write it; what is no time stays as it is."""
    try:
        return chinese(date.fromisoformat(at[:10]))
    except ValueError:
        return at


def time_of(at: str) -> str:
    """Give a time as a log shows it: 2026年8月28日 09:03."""
    return f"{day_of(at)} {at[11:16]}" if len(at) > 11 else day_of(at)  # noqa: PLR2004


def list_name(ref: str, plan: Plan) -> str:
    """Name a confirmed list: `review-1` is 资料评审名单第1期; "record" is no list."""
    stage, _, number = ref.rpartition("-")
    if stage not in plan.names:
        return "" if ref in {"record", "draft"} else ref
    return f"{plan.names[stage]}名单第{number}期"


class Words:
    """Says what was decided and done, with the names that the view knows."""

    def __init__(self, view: View) -> None:
        """Keep who is called what."""
        self.plan = view.plan
        self.roles = _ROLES | view.plan.roles()
        self._titles = {rule.code: rule.title for rule in eligibility.asked(view.edition)}
        self._names: dict[str, str] = {}
        for a in view.everybody:
            self._names |= {a.app_no: a.name, a.key: a.name}

    def name(self, who: str) -> str:
        """Name an applicant by number or code; others stay as they are."""
        return self._names.get(who, who)

    def decision(self, d: Decision) -> str:
        """Say what a person decided, without reason and name."""
        return self._decided(d.kind, d.stage or "", d.subject, d.content)

    def _decided(self, kind: str, stage: str, subject: str, content: object) -> str:
        content = content if isinstance(content, dict) else {}
        who, where = self.name(subject), self.plan.names.get(stage, "")
        answer = _ANSWERS.get(str(content.get("answer") or content.get("outcome")), "")
        if kind == "finding":
            rule = self._titles.get(str(content.get("rule")), "审查事项")
            second = "（授奖前复查）" if content.get("second") else ""
            return f"{who}：{rule}{second}，{answer}"
        if kind == "tie":
            codes = [self.name(str(c)) for c in content.get("admit") or ()]
            return f"{where}并列的取舍：{'、'.join(codes) or '一家不取'}"
        if kind == "cards":
            return f"{where}缺评分表的{who}：{answer}"
        if kind == "withdraw":
            return f"{who}撤回申报" if not content.get("undone") else f"{who}恢复申报"
        if kind == "objection":
            return f"编号{subject}的异议：{answer}"
        if kind in _MEASURES:
            return f"{content.get('name') or who}：{_MEASURES[kind]}{_number(content)}"
        if kind == "approve":
            return f"政府批准获评名单{_number(content)}"
        if kind == "silence":
            second = "（授奖前复查）" if content.get("second") else ""
            return f"不再等候{subject.rpartition('/')[2]}的答复{second}"
        if kind == "drop":
            return f"文件{_file(subject)}不再计入"
        if kind == "received":
            return f"文件{_file(subject)}的收件日期{_day_in(content)}"
        return f"{who}：其他决定" if who else "其他决定"

    def entry(self, e: Entry) -> str:
        """Say what an entry of the ledger records."""
        held: object = e.detail
        detail: Detail = held if isinstance(held, dict) else {}
        why = str(detail.get("why") or "")
        reason = f"（{why.rstrip('。')}）" if why else ""
        return self._done(e.action, e.subject, detail) + reason

    def _done(self, action: str, subject: str, detail: Detail) -> str:
        if action.startswith("decide-"):
            return self._decided(
                action.removeprefix("decide-"), str(detail.get("stage") or ""), subject,
                detail.get("content"),
            )  # fmt: skip
        if action in _SAID:
            return str(_SAID[action](self, subject, detail))
        return f"{subject}：已记录" if subject else "已记录"


def _number(content: Mapping[str, object]) -> str:
    return f"（{content['docno']}）" if content.get("docno") else ""


def _day_in(content: Mapping[str, object]) -> str:
    return next((day_of(v) for v in content.values() if isinstance(v, str) and v[:2] == "20"), "")


def _count(detail: dict[str, object], key: str) -> int:
    held = detail.get(key)
    return len(held) if isinstance(held, dict | list) else 0


def _removed(detail: dict[str, object]) -> str:
    return f"，移走{_count(detail, 'removed')}个" if detail.get("removed") else ""


def _file(path: str) -> str:
    return f"“{path.rpartition('/')[2]}”"


def _taken(words: Words, subject: str, detail: Detail) -> str:
    role = words.roles.get(str(detail.get("role")), "文件")
    again = "，代替此前同名的一版" if detail.get("replaces") else ""
    return f"收入{role}{_file(subject)}{again}"


def _dropped(words: Words, subject: str, detail: Detail) -> str:
    return f"{words.roles.get(str(detail.get('role')), '文件')}{_file(subject)}不再计入"


def _document(what: str) -> Saying:
    def say(words: Words, subject: str, detail: Detail) -> str:
        kind = kinds.NAMES.get(str(detail.get("kind")), "文书")
        number = f"{detail['docno']}" if detail.get("docno") else ""
        rests = list_name(str(detail.get("list") or ""), words.plan)
        base = f"，依据{rests}" if rests else ""
        return f"{what}{kind}{number}{_file(subject) if not number else ''}{base}"

    return say


def _list(what: str) -> Saying:
    def say(words: Words, subject: str, detail: Detail) -> str:
        when = f"，名单日期{day_of(str(detail['day']))}" if detail.get("day") else ""
        basis = f"，依据{detail['act']}" if detail.get("act") else ""
        return f"{what}{list_name(subject, words.plan)}{when}{basis}"

    return say


_SAID: dict[str, Saying] = {
    "init": lambda _, __, d: f"新建{d.get('year', '')}年度届次",
    "take-in": _taken,
    "drop": _dropped,
    "number": lambda w, s, __: f"编申报编号{s}（{w.name(s)}）",
    "mapping": lambda _, s, d: (
        f"确认{s}的标题“{d.get('heading', '')}”为"
        f"{fields.heading(str(d['field'])) if d.get('field') in fields.BY_KEY else '不读取的一栏'}"
    ),
    "run": lambda w, s, __: (
        f"{w.plan.names.get(s.removeprefix('score-'), '授奖前复查')}得出新的结果"
    ),
    "confirm": _list("确认"),
    "reopen": _list("重新打开"),
    "renew": _list("续期"),
    "issue": _document("印发"),
    "reissue": _document("重出"),
    "suspend": _document("暂停效力："),
    "put-back": _document("恢复效力："),
    "void": _document("作废"),
    "forget": _document("撤下"),
    "recall": _document("收回"),
    "carry": lambda w, s, d: (
        f"{_count(d, 'documents')}份文书改依据{list_name(s, w.plan)}，继续有效"
    ),
    "write": lambda _, __, d: f"写出文件{_count(d, 'files')}个{_removed(d)}",
    "clock-back": lambda _, __, d: f"电脑时钟早于前一条记载（{time_of(str(d.get('before', '')))}）",
    "migrate": lambda _, __, ___: "程序升级，记录随之更新",
}
