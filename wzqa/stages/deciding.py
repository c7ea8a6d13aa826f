"""`wzqa decide …`: what a person decided, bound to exactly what was asked."""

from __future__ import annotations

import contextlib
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal, cast

from wzqa import eligibility, ranking, scoring
from wzqa.dates import chinese
from wzqa.documents.kinds import NAMES
from wzqa.models import PastWinner
from wzqa.names import comparable, squeeze
from wzqa.problems import Exit, WzqaError
from wzqa.publicity import aftercare as measures
from wzqa.publicity import objections as judging
from wzqa.record import decisions, files
from wzqa.rules.departments import State
from wzqa.stages import aftermath, arriving, awarding, departures, publicity
from wzqa.stages.ground import chain, taking
from wzqa.stages.ground.cycle import Report
from wzqa.stages.ground.view import View, current, find_applicant
from wzqa.vote import tally as ballots

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from wzqa.contents import Decided, ListContent
    from wzqa.models import Decision
    from wzqa.stages.ground.cycle import Cycle


def _why(text: str) -> str:
    if not text.strip():
        raise WzqaError("决定须写明理由（--why）", Exit.USAGE, code="usage")
    return text.strip()


def _done(decision: Decision, *sentences: str) -> Report:
    report = Report(
        {
            "id": decision.id,
            "kind": decision.kind,
            "stage": decision.stage,
            "subject": decision.subject,
            "content": decision.content,
            "why": decision.why,
            "by": decision.by,
        }
    )
    report.say(*sentences, f"决定第{decision.id}号，记录人 {decision.by}。")
    return report


def _frozen(view: View, stage: str) -> None:
    """Refuse a decision on a list that is already promised."""
    if stage in view.lists:
        raise WzqaError(
            f"{view.plan.names[stage]}名单已确认，不能再改", Exit.INPUT, code="list-confirmed",
            hint=f"如须改变，请先 wzqa confirm {stage} --reopen --why 理由",
        )  # fmt: skip


def tie(cycle: Cycle, stage: str, admit: Sequence[str], award: str | None, why: str) -> Report:
    """Settle a tie at a cut."""
    view = current(cycle)
    _frozen(view, stage)
    why = _why(why)
    others = tuple(d for d in view.decisions if d.kind != "tie" or d.stage != stage)
    undecided = replace(view, decisions=others)
    codes = [find_applicant(view, who).key for who in admit]
    if stage == "vote":
        from wzqa.stages import voting

        result = voting.tallied(view, pending_only=True).result
        answers = ballots.check_decision(result, award, codes)
        decision = [
            decisions.decide(
                cycle.record, "tie", stage=stage, subject=bound.award,
                content={"admit": list(bound.admit), "award": bound.award, "asked": bound.question},
                why=why, question=bound.question,
                matter={"award": bound.award, "asked": bound.question},
            )
            for bound in answers
        ][-1]  # fmt: skip
    else:
        from wzqa.stages import scored

        cut = scored.ranked(undecided, stage).cut
        chosen = ranking.check_choice(cut, codes)
        decision = decisions.decide(
            cycle.record, "tie", stage=stage, subject=stage,
            content={"admit": list(chosen.chosen)}, why=why, question=chosen.question,
        )  # fmt: skip
    names = "、".join(view.by_key[c].name for c in codes) or "一家不取"
    return _done(decision, f"{view.plan.names[stage]}并列的决定已记录：{names}。")


def _code_of(view: View, who: str) -> str:
    """Give the code of the applicant whose application number WHO is, else WHO itself."""
    with contextlib.suppress(WzqaError):
        person = find_applicant(view, who)
        if who.strip() not in person.name:
            return person.uscc or person.name
    return who.strip()


def finding(cycle: Cycle, who: str, rule: str, verdict: str, second: bool, why: str) -> Report:
    """Override or settle one finding; it prints beside the machine's for ever."""
    from wzqa.stages import screening

    view = current(cycle)
    person = find_applicant(view, who)
    why = _why(why)
    if second:
        if screening.second_day(view) is None:
            raise chain.needs_decision(
                "还没有做授奖前复查", "请先 wzqa screen --second", "second-missing"
            )
    else:
        _frozen(view, "screen")
    mine = screening.one(view, person, second=second)
    if mine is None:
        raise WzqaError(
            f"{person.name} 不在审查之列（已撤回或未初步入选）", Exit.INPUT, code="who-not-screened"
        )
    asked = eligibility.decide_ok(mine, rule.upper(), verdict)
    decision = decisions.decide(
        cycle.record, "finding", stage="publicity" if second else "screen", subject=person.app_no,
        content={"rule": rule.upper(), "outcome": verdict, "second": second}, why=why,
        question=asked.question, matter={"rule": rule.upper(), "second": second},
    )  # fmt: skip
    words = "符合" if verdict == "pass" else "不符合"
    return _done(decision, f"{person.app_no} {person.name} 的 {rule.upper()} 决定为{words}。")


def silence(cycle: Cycle, department: str, second: bool, why: str) -> Report:
    """Record that a department's answer is not waited for any longer, after its answer-by day.

    It excuses from the letter in force: one that is sent again asks anew.
    """
    from wzqa.stages import screening

    view = current(cycle)
    stage = "publicity" if second else "screen"
    _frozen(view, stage)
    name = _department(view, department)
    why = _why(why)
    standing = next(
        (s for s in screening.owing(view, cycle.today, second=second) if s.department == name), None
    )
    inquiry = standing.inquiry if standing else None
    if standing is None or inquiry is None:
        raise WzqaError(
            f"还没有向{name}发函，不存在逾期未复", Exit.INPUT, code="silence-unsent",
            hint=f"请先 wzqa notices {stage} --only {'second-check' if second else 'dept-inquiry'}",
        )  # fmt: skip
    if standing.state is State.ANSWERED:
        raise WzqaError(f"{name}已全部答复，不需要决定", Exit.INPUT, code="decision-unfit")
    by = inquiry.answer_by
    if cycle.today <= by:
        raise WzqaError(
            f"{name}的答复期限是{chinese(by)}，期限未过，不能按逾期未复处理",
            Exit.INPUT, code="silence-early", hint="请在期限次日起再决定；期间收到的答复照常收入",
        )  # fmt: skip
    decision = decisions.decide(
        cycle.record, "silence", stage=stage, subject=name,
        content={"second": second, "answer_by": by.isoformat(), "letter": inquiry.letter}, why=why,
        matter={"second": second},
    )  # fmt: skip
    return _done(
        decision,
        f"{name}逾期未复（尚欠{len(standing.owed)}家），不再等候；以后收到的答复照常计入。",
    )


def _department(view: View, text: str) -> str:
    """Name the department of the settings that is meant. Unknown or ambiguous: WzqaError, exit 2."""
    names = [d.name for d in view.settings.department]
    wanted = comparable(text)
    exact = [name for name in names if comparable(name) == wanted]
    found = exact or [name for name in names if wanted and wanted in comparable(name)]
    if len(found) == 1:
        return found[0]
    raise WzqaError(
        f"“{text}”可以指：{'、'.join(found)}" if found else f"没有征求过意见的部门“{text}”",
        Exit.USAGE, code="department-unknown", hint=f"可用：{'、'.join(names) or '无'}",
    )  # fmt: skip


def cards(cycle: Cycle, stage: str, who: str, answer: str, why: str) -> Report:
    """Go on with the cards that are in, or leave the list."""
    from wzqa.stages import scored

    taking.take_registers(cycle)
    view = current(cycle)
    _frozen(view, stage)
    why = _why(why)
    person = find_applicant(view, who)
    kept = [
        d for d in view.decisions if (d.kind, d.stage, d.subject) != ("cards", stage, person.key)
    ]
    result = scored.stage_scores(replace(view, decisions=tuple(kept)), stage)
    mine = result.by_code().get(person.key)
    if mine is None:
        raise WzqaError(
            f"{person.name} 没有参加{view.plan.names[stage]}", Exit.INPUT, code="decision-unfit"
        )
    if not mine.held:
        raise WzqaError(
            f"{person.name} 的评分表齐全，没有需要决定的事项", Exit.INPUT, code="decision-unfit"
        )
    in_hand = [c for c in result.cards if c.uscc == person.key]
    if answer == "rank" and mine.n == 0:
        raise WzqaError(
            f"{person.name} 一份有效评分也没有，不能据以排名", Exit.INPUT, code="decision-unfit"
        )
    decision = decisions.decide(
        cycle.record, "cards", stage=stage, subject=person.key,
        content={"answer": cast("Literal['rank', 'exclude']", answer)}, why=why,
        question=scoring.cards_digest(person.key, in_hand),
    )  # fmt: skip
    words = f"按已收的{mine.n}份评分排名" if answer == "rank" else "退出本阶段名单"
    return _done(decision, f"{person.name}：{words}。")


def withdraw(cycle: Cycle, who: str, why: str, undo: bool = False) -> Report:
    """Record that an application was withdrawn, or that the withdrawal was taken back."""
    view = current(cycle)
    person = find_applicant(view, who)
    out = person.app_no in view.withdrawn
    if undo and not out:
        raise WzqaError(
            f"{person.app_no} {person.name} 没有撤回申报，不必取消",
            Exit.INPUT,
            code="decision-unfit",
        )
    if out and not undo:
        return _done(view.withdrawn[person.app_no], f"{person.app_no} {person.name} 早已撤回申报。")
    content: Decided = {"name": person.name, "uscc": person.uscc}
    if undo:
        content["undone"] = True
    decision = decisions.decide(
        cycle.record, "withdraw", stage="", subject=person.app_no,
        content=content, why=_why(why),
    )  # fmt: skip
    words = "撤回申报一事已取消，重新参加" if undo else "撤回申报，不再参加任何环节"
    report = _done(decision, f"{person.app_no} {person.name} {words}，已记录。")
    after = current(cycle)
    for stage in after.lists:
        if undo and chain.stale_reason(after, stage):
            report.say(f"{view.plan.names[stage]}名单是按已撤回确认的，现已过时。")
    report.say(*departures.sentences(after))
    return report


def objection(cycle: Cycle, no: str, answer: str, why: str) -> Report:
    """Record the committee's answer to an objection."""
    taking.take(cycle, "objections")
    view = current(cycle)
    _frozen(view, "publicity")
    numbers = [row.no for _, got in view.objection_files for row in got.rows]
    if no not in numbers:
        raise WzqaError(
            f"异议登记表中没有编号“{no}”", Exit.INPUT, code="decide-objection",
            hint=f"登记的编号：{'、'.join(numbers) or '无'}",
        )  # fmt: skip
    held = view.lists.get("vote")
    if held is not None:
        standings = publicity.publicised(view, held).standings
        judging.check_decision(no, cast("judging.Verdict", answer), standings)
    decision = decisions.decide(
        cycle.record, "objection", stage="publicity", subject=no, content={"answer": answer},
        why=_why(why),
    )  # fmt: skip
    words = "成立" if answer == "upheld" else "不成立"
    return _done(decision, f"异议 {no}：评委会审查认为{words}。")


def aftercare(
    cycle: Cycle, kind: str, who: str, why: str, heard: str = "", evidence: str = ""
) -> Report:
    """Record a proposal to cancel or revoke a title, or an order to correct.

    `heard` is what the enterprise said to it, `evidence` what it rests on (several with 、).
    """
    taking.take_registers(cycle)
    view = current(cycle)
    titles = titles_of(view, who)
    ended = [*(view.registers.revocations or ()), *aftermath.decided(view)]
    winner = measures.check_measure(cast("measures.Action", kind), titles, ended)
    content: Decided = {
        "name": winner.name, "uscc": winner.uscc, "year": winner.year, "award": winner.award,
    }  # fmt: skip
    if heard:
        content["heard"] = heard
    if evidence:
        content["evidence"] = evidence
    decision = decisions.decide(
        cycle.record, kind, stage="aftercare", subject=winner.uscc or winner.name,
        content=content, why=_why(why),
    )  # fmt: skip
    action = measures.ACTION_NAMES[cast("measures.Action", kind)]
    act = action if kind == "correct" else f"提请{action}称号"
    return _done(decision, f"{winner.name}（{winner.year}年度{winner.award}）：{act}，已记录。")


def government(cycle: Cycle, kind: str, who: str, day: date, docno: str, why: str) -> Report:
    """Record what the government decided on a request （二十一）: the title revoked or cancelled."""
    taking.take_registers(cycle)
    view = current(cycle)
    act = _act(cycle, day, docno)
    titles = titles_of(view, who)
    action = aftermath.ACTS[kind]
    mine = {titles[0].uscc, titles[0].name}
    ended = [*(view.registers.revocations or ()),
             *(r for r in aftermath.decided(view) if not {r.uscc, r.name} & mine)]  # fmt: skip
    winner = measures.check_measure(action, titles, ended)
    _after_award(view, winner, day)
    subject = winner.uscc or winner.name
    asked = [r for r in aftermath.requests(view) if r.subject == subject]
    if not asked:
        cycle.warn(
            "request-missing",
            f"本届没有提请{measures.ACTION_NAMES[action]}{winner.name}称号的记录",
            "如请示是本届所发，请先 wzqa decide revoke 或 cancel 补记",
        )
    decision = decisions.decide(
        cycle.record, kind, stage="aftercare", subject=subject,
        content={"name": winner.name, "uscc": winner.uscc, "year": winner.year, "award": winner.award,
                 **act},
        why=_why(why),
    )  # fmt: skip
    title = f"{winner.name}（{winner.year}年度{winner.award}）"
    return _done(
        decision,
        f"{title}：政府{chinese(day)}以{act['docno']}决定{measures.ACTION_NAMES[action]}称号，已记录。",
    )


def _after_award(view: View, winner: PastWinner, day: date) -> None:
    """Refuse a decision dated before this cycle gave the title. WzqaError, exit 1."""
    if winner.year != view.settings.cycle.year or "award" not in view.lists:
        return
    approved = awarding.approved(view)
    given = view.lists["award"].day
    if approved:
        given = given.fromisoformat(str(approved.content["date"]))
    if day < given:
        raise WzqaError(
            f"决定日期{chinese(day)}早于授予称号（{chinese(given)}）", Exit.INPUT, code="list-date-order",
            hint="请核对日期",
        )  # fmt: skip


def drop(cycle: Cycle, file: str, why: str) -> Report:
    """Let a file that was taken in count no more; it stays in the record."""
    held = arriving.find_file(cycle, file)
    decision = decisions.decide(
        cycle.record, "drop", stage="", subject=held.path,
        content={"role": held.role, "sha256": held.sha256}, why=_why(why),
        matter={"sha256": held.sha256},
    )  # fmt: skip
    files.drop(cycle.record, held, why)
    return _done(
        decision,
        f"{held.path} 不再计入，原件留在记录里。",
        "须再计入时：wzqa ingest 后面写明这个文件。" if held.role == "applications" else
        "内容改正后的同名文件会照常收入。",
    )  # fmt: skip


def approve(cycle: Cycle, day: date, docno: str, why: str) -> Report:
    """Record that the government approved the confirmed award list （十九）."""
    view = current(cycle)
    held = view.lists.get("award")
    if held is None or chain.stale_reason(view, "award"):
        state = "已过时" if held else "还没有确认"
        raise chain.needs_decision(
            f"审定公布名单{state}，没有可以批准的名单",
            "请先 wzqa confirm award",
            "list-unconfirmed",
        )
    act = _act(cycle, day, docno)
    if day < held.day:
        raise WzqaError(
            f"批准日期{chinese(day)}早于审定名单的日期{chinese(held.day)}", Exit.INPUT, code="list-date-order",
            hint="请核对日期",
        )  # fmt: skip
    decision = decisions.decide(
        cycle.record, "approve", stage="award", subject="award", content=act, why=_why(why),
        question=held.list_hash,
    )  # fmt: skip
    old = awarding.outdated(current(cycle))
    return _done(
        decision,
        f"政府{chinese(day)}以{act['docno']}批准本届获评名单，已记录。",
        *(f"已印发的{NAMES[d.kind]}仍是{d.docno}，更正重印：{awarding.mend(d)}" for d in old),
        *(() if old else ("下一步：wzqa notices award（公布通知和名单用这个文号和日期）",)),
    )


_DOCNO = re.compile(r"([一-鿿]+)[〔\[【(<](\d{4})[〕\]】)>]第?0*(\d+)号?")


def _act(cycle: Cycle, day: date, docno: str) -> Decided:
    """Check day and number of another body's act; brackets become 〔〕. WzqaError, exit 1."""
    if day > cycle.today:
        raise WzqaError(
            f"日期{chinese(day)}晚于今天{chinese(cycle.today)}，事情发生以后再记录", Exit.INPUT, code="date-future",
            hint="请核对日期",
        )  # fmt: skip
    found = _DOCNO.fullmatch(squeeze(docno))
    if found is None:
        raise WzqaError(
            f"“{docno}”不是文号", Exit.INPUT, code="docno-unreadable",
            hint="请照来文写，如 某政发〔2026〕12号",
        )  # fmt: skip
    return {"docno": f"{found[1]}〔{found[2]}〕{found[3]}号", "date": day.isoformat()}


def titles_of(view: View, who: str) -> list[PastWinner]:
    """List the titles that WHO holds: winners of this cycle and rows of 往届获奖名册.

    WHO is as everywhere; one that applied in this cycle is found by its number too.
    """
    text = _code_of(view, who)
    holders = list(view.registers.past_winners or ())
    held = view.lists.get("award")
    content: ListContent = held.content if held else {"selected": {}}
    for award, entries in content["selected"].items():
        holders += [
            PastWinner(year=view.settings.cycle.year, award=award, name=e["name"], uscc=e["uscc"])
            for e in entries
        ]
    exact = [w for w in holders if text in {w.uscc, w.name}]
    found = exact or [w for w in holders if text and text in w.name]
    if len({w.uscc or w.name for w in found}) > 1:
        names = "、".join(sorted({w.name for w in found}))
        raise WzqaError(
            f"“{who}”可以指：{names}", Exit.USAGE, code="who-ambiguous", hint="请写统一社会信用代码"
        )
    if not found:
        raise WzqaError(
            f"“{who}”不在本届获评名单，也不在往届获奖名册", Exit.USAGE, code="who-unknown",
            hint="请核对名称，或先收入往届获奖名册",
        )  # fmt: skip
    return found
