"""Where an applicant stands, on one screen: who, how far, why, by whom, what can still change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.models import OUTCOME_NAMES, PROPOSED, Outcome
from wzqa.screens.one_screen import Part, Screen
from wzqa.stages import told

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.models import Applicant
    from wzqa.plan import Plan, ScoredStage
    from wzqa.stages.explained import Explained, ExplainedStage
    from wzqa.stages.ground.view import View


def screen(view: View, person: Applicant, data: Explained) -> Screen:
    """Put together what one screen or one page says; what a screen cuts off stands in `--full`."""
    head = [*_who(view, person), f"现状：{sentence(view, person, data)}", *_scores(data, view.plan)]
    return Screen(
        head,
        (
            Part("名单和决定（新的在前）", _decided(data, view.plan), none="名单和决定：没有"),
            Part("文书（新的在前）", _letters(data), none="文书：没有发给该组织的文书"),
        ),
        (f"还能改变的：{_may_change(view, person, data)}",),
        f"wzqa explain {person.app_no} --full 全部列出",
    )


def _who(view: View, person: Applicant) -> list[str]:
    gone = "　已撤回申报" if person.app_no in view.withdrawn else ""
    return [
        f"{person.app_no}　{person.name}{gone}",
        f"{person.uscc or '代码未填或有误'}　{view.area.block(person)}　申报{person.award or '奖项未填'}",
    ]


# --- the one sentence -----------------------------------------------------------------------------


def sentence(view: View, person: Applicant, data: Explained) -> str:
    """Say in one sentence where the applicant stands and why."""
    withdrawn = view.withdrawn.get(person.app_no)
    if withdrawn is not None:
        return f"{told.day_of(withdrawn.at)}撤回申报（{withdrawn.why}），不再参加以后各阶段。"
    reached = {s["stage"]: s for s in data["stages"]}
    out = next(
        (s for s in view.plan.order if s in reached and reached[s].get("admitted") is False), None
    )
    if "screen" not in reached or out == "screen":
        return _screened(data, confirmed="screen" in reached)
    if out in view.plan.keys:
        return _not_in(view.plan.of(out), reached[out])
    if out is not None:
        return _after_the_vote(out, reached[out], view.plan)
    return _still_in(reached, view.plan)


def _screened(data: Explained, *, confirmed: bool) -> str:
    mine = [f for f in data["findings"] if not f["second"]]
    groups = [
        ("不通过", [f for f in mine if f["verdict"] == Outcome.FAIL and f["decided_by"]]),
        (
            f"{PROPOSED}，等待核定",
            [f for f in mine if f["verdict"] == Outcome.FAIL and not f["decided_by"]],
        ),
        (OUTCOME_NAMES[Outcome.MISSING], [f for f in mine if f["verdict"] == Outcome.MISSING]),
        (OUTCOME_NAMES[Outcome.PENDING], [f for f in mine if f["verdict"] == Outcome.PENDING]),
    ]
    for name, found in groups:
        if found:
            what = "；".join(f"{f['title']}，依据{f['article']}" for f in found)
            return f"资格审查{name}：{what}。"
    return "资格审查各项符合" + ("。" if confirmed else "，名单尚未确认。")


def _not_in(stage: ScoredStage, s: ExplainedStage) -> str:
    name, out = stage.name, stage.refuses
    if s.get("rank") and s.get("cap"):
        tie = "，并列经决定未取" if "并列" in str(s.get("why")) else ""
        return f"{name}第{s['rank']}名，名额{s['cap']}家{tie}，{out}。"
    return f"{name}{out}：{s.get('why') or '没有得分'}。"


def _votes(s: ExplainedStage) -> str:
    return "，".join(f"{a}得{n}票（须{need}票）" for a, n, need in s["votes"])


def _after_the_vote(stage: str, s: ExplainedStage, plan: Plan) -> str:
    if s.get("vacated"):
        award, _, reason = s["vacated"][0]
        return f"曾初步入选{award}，公示和复查后不再入选：{reason}。"
    if stage == "vote" and s.get("votes"):
        return f"评委会表决：{_votes(s)}，未初步入选。"
    return f"{plan.names[stage]}名单中没有列入。"


def _still_in(reached: dict[str, ExplainedStage], plan: Plan) -> str:
    last = next(s for s in reversed(plan.order) if s in reached)
    entry = reached[last]
    if last == "screen":
        return f"资格审查通过，{plan.names[plan.first]}尚未有结果。"
    if last in plan.keys:
        if not entry.get("list"):
            rank = f"暂列第{entry['rank']}名，" if entry.get("rank") else ""
            return f"{plan.names[last]}{rank}名单尚未确认。"
        tie = "，并列经决定取" if "并列" in str(entry.get("why")) else ""
        return f"{plan.names[last]}第{entry['rank']}名，名额{entry['cap']}家{tie}，{plan.of(last).admits}。"
    award = "、".join(entry.get("awards", ()))
    return {
        "vote": f"初步入选{award}，尚待公示和审定。",
        "publicity": f"初步入选{award}，公示期满无异议成立，尚待审定。",
        "award": f"获评{award}。",
    }[last]


# --- scores, decisions, letters -------------------------------------------------------------------


def _scores(data: Explained, plan: Plan) -> Iterator[str]:
    for s in data["stages"]:
        if s.get("votes"):
            yield f"{plan.names[s['stage']]}：{_votes(s)}"
        if s.get("score") is None:
            continue
        words = [f"{plan.names[s['stage']]}：第{s['rank']}名，{s['score']}分"]
        if s.get("line") is not None:
            away = str(s["distance"]).lstrip("-")
            side = "高" if not str(s["distance"]).startswith("-") else "低"
            words.append(
                f"入围线{s['line']}分，" + (f"{side}{away}分" if away.strip("0.") else "正在线上")
            )
        elif s.get("admitted"):
            words.append("参加的全部入围")
        if s.get("stability"):
            words.append(
                f"{s['stability']}（按评分误差推算，真实水平确在名额以内的可能{_percent(s.get('p_in'))}）"
            )
        yield "；".join(words)


def _percent(text: str | None) -> str:
    if text is None:
        return "未计算"
    whole, _, part = text.partition(".")
    return f"{int(whole + part[:2].ljust(2, '0'))}%"


def _decided(data: Explained, plan: Plan) -> list[str]:
    """Say who signed, decided and confirmed what: signed findings, then the rest, the latest first."""
    standing = [d for d in data["decisions"] if not d["superseded_by"]]
    said = [
        (
            d["at"][:10],
            f"{told.day_of(d['at'])}　{d['words']}（{d['why'].rstrip('。')}；经办 {d['by']}）",
        )
        for d in standing
    ]
    for s in data["stages"]:
        if s.get("list"):
            act = f"，依据{s['act']}" if s["act"] else ""
            name = told.list_name(s["list"], plan)
            said.append(
                (
                    s["confirmed_at"],
                    f"{told.day_of(s['confirmed_at'])}　确认{name}{act}（经办 {s['by']}）",
                )
            )
    typed = {
        (d["content"].get("rule"), bool(d["content"].get("second")))
        for d in standing
        if d["kind"] == "finding"
    }
    signed = [
        f"{f['title']}{'（授奖前复查）' if f['second'] else ''}：{f['reason'].rstrip('。')}（核定 {f['decided_by']}）"
        for f in data["findings"]
        if f["decided_by"]
        and (f["verdict"] == Outcome.FAIL or f["machine"])
        and (f["rule"], f["second"]) not in typed
    ]
    return [*signed, *(words for _, words in sorted(said, reverse=True))]


def _letters(data: Explained) -> list[str]:
    own = [d for d in data["documents"] if d["own"]]
    return [
        f"{told.day_of(d['day'])}　{d['kind_name']}　{d['number'] or ''}".rstrip("　")
        + (f"　已作废：{d['void']}" if d["void"] else "")
        for d in reversed(own)
    ]


def _may_change(view: View, person: Applicant, data: Explained) -> str:
    if person.app_no in view.withdrawn:
        return "撤回可以由人恢复（wzqa decide withdraw --undo）。"
    said = []
    stale = [view.plan.names[s["stage"]] for s in data["stages"] if s.get("stale")]
    if stale:
        said.append(f"{'、'.join(stale)}名单已过时，重新确认后可能改变")
    waiting = [f["title"] for f in data["findings"] if f["verdict"] in {"missing", "pending"}]
    waiting += [
        f["title"] for f in data["findings"] if f["verdict"] == "fail" and not f["decided_by"]
    ]
    if waiting:
        said.append(f"{'、'.join(dict.fromkeys(waiting))}尚待补正、核实或核定")
    if said:
        return "；".join(said) + "。"
    following = next((s for s in view.plan.order if s not in view.lists), None)
    if following is None:
        return "名单已经审定；名单重新打开，或者政府取消、撤销称号，才会改变。"
    return f"{view.plan.names[following]}名单尚未确认；已确认的名单重新打开才会改变。"
