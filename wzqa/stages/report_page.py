"""What the page of `wzqa report` shows, gathered from lists, scores, votes and decisions."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from wzqa import eligibility
from wzqa.dates import chinese
from wzqa.pages.report import Ballot, Dot, Page, Profile, Scale, Step, Team
from wzqa.problems import WzqaError
from wzqa.rounding import round_q
from wzqa.stages import scored as scoring
from wzqa.stages import voting
from wzqa.stages.ground import chain
from wzqa.stages.ground.view import frozen
from wzqa.stages.told import Words, day_of
from wzqa.statistics import agreement

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from wzqa.models import Applicant, FrozenList
    from wzqa.ranking import Row
    from wzqa.stages.ground.view import View
    from wzqa.stages.scored import Ranked
    from wzqa.vote.results import AwardResult
    from wzqa.workbooks.results.results_report import Split

NEXT_TO_THE_LINE = 15  # how many of those below the line the drawing shows
_SHOWN_REASONS = 6


def page(
    view: View,
    title: str,
    funnel: Sequence[tuple[str, int, str]],
    splits: Sequence[Split],
    foot: Sequence[str],
    sets: Mapping[str, set[str]],
    *,
    until: int,
    outward: bool,
) -> Page:
    """Put the page together; `outward` leaves out scores, examiners and who was not chosen."""
    held = [s for s in view.plan.order[: until + 1] if s in view.lists]
    ranked = {s: _as_confirmed(view, s) for s in view.plan.keys if s in held and not outward}
    s = view.settings
    return Page(
        title=title,
        headline=_headline(view, funnel),
        state=_state(view, held),
        basis=f"依据《{s.basis.title}》{s.basis.docno}；评审标准 {s.criteria.edition}",
        demo=s.cycle.demo,
        outward=outward,
        timeline=_timeline(view, held),
        steps=_steps(view, funnel, sets),
        scales=[_scale(view, stage, result) for stage, result in ranked.items()],
        profiles=[(view.plan.names[k], _profiles(view, r)) for k, r in ranked.items()],
        teams=[(view.plan.names[k], _teams(r)) for k, r in ranked.items()],
        ballots=_ballots(view) if "vote" in held and not outward else [],
        splits=[(x.title, x.heading, x.rows) for x in splits],
        decisions=[] if outward else list(_decisions(view)),
        open=[] if outward else list(_open(view, held)),
        winners=_winners(view) if "award" in held else [],
        foot=foot if not outward else foot[:1],
    )


def _as_confirmed(view: View, stage: str) -> Ranked:
    """Rank on what the confirmed list rests on, not on what came later."""
    return scoring.ranked(frozen(view.record, view.lists[stage]), stage)


def _headline(view: View, funnel: Sequence[tuple[str, int, str]]) -> str:
    words = "，".join(f"{name}{number}家" for name, number, _ in funnel)
    gone = len(view.withdrawn)
    left = f"其中撤回申报{gone}家，参加评审{len(view.applicants)}家。" if gone else ""
    return f"{view.settings.cycle.label}{view.edition.umbrella}：{words}。{left}"


def _state(view: View, held: Sequence[str]) -> str:
    following = next((s for s in view.plan.order if s not in view.lists), None)
    done = (
        f"{view.plan.names[held[-1]]}名单已于{chinese(view.lists[held[-1]].day)}确认。"
        if held
        else ""
    )
    if following is None:
        return f"{done}各阶段名单均已确认。"
    return f"{done}下一步：{view.plan.names[following]}。"


def _timeline(view: View, held: Sequence[str]) -> list[tuple[date, str, bool]]:
    c = view.settings.cycle
    days = [
        (c.notice_date, "发布申报通知", True),
        (c.deadline_county, f"{view.area.unit_level}级截止", True),
        (c.deadline_city, f"{view.area.level}级截止", True),
    ]
    for stage in held:
        content = view.lists[stage].content
        days.append((view.lists[stage].day, f"{view.plan.names[stage]}名单确认", True))
        if met := content.get("meeting_day"):
            days.append((date.fromisoformat(met), "评委会会议", True))
        if end := content.get("end"):
            days.append((date.fromisoformat(end), "公示期满", True))
    return sorted(days, key=lambda one: one[0])


# --- the way, and why somebody left it ------------------------------------------------------------


def _steps(
    view: View, funnel: Sequence[tuple[str, int, str]], sets: Mapping[str, set[str]]
) -> list[Step]:
    """Give each step with those lost on the way to it, each counted once."""
    steps, reached = [], list(sets)
    for at, (name, number, cap) in enumerate(funnel):
        lost = sets[reached[at - 1]] - sets[reached[at]] if at else set()
        counted = Counter(_lost(view, reached[at], a) for a in view.everybody if a.app_no in lost)
        steps.append(Step(name=name, number=number, cap=cap, losses=_most(counted)))
    return steps


def _lost(view: View, stage: str, a: Applicant) -> str:
    """Say why an applicant did not reach a step; one that withdrew and was not judged left by itself."""
    judge = {"screen": _screened_out, "award": _unelected}.get(stage, _cut_out)
    return judge(view, view.lists[stage], a) or (
        "撤回申报" if a.app_no in view.withdrawn else "没有参加"
    )


def _screened_out(view: View, held: FrozenList, a: Applicant) -> str:
    mine = next((x for x in held.content["applicants"] if x["app_no"] == a.app_no), None)
    if mine is None or mine["verdict"] != "fail":
        return ""
    titles = {rule.code: rule.title for rule in eligibility.asked(view.edition)}
    rules = [f["rule"] for f in mine["findings"] if f["verdict"] == "fail"]
    return titles.get(rules[0], "不符合条件") if rules else "不符合条件"


def _cut_out(view: View, held: FrozenList, a: Applicant) -> str:
    del view
    row = next((r for r in held.content["ranking"] if r["uscc"] == a.key), None)
    if row is None or row["admitted"]:
        return ""
    floor = Decimal(held.content["floor"]) if held.content["floor"] else None
    if row["score"] is None:
        return "没有得分"
    if floor is not None and Decimal(row["score"]) < floor:
        return "未达最低分"
    return "名次在名额之外"


def _unelected(view: View, held: FrozenList, a: Applicant) -> str:
    """Say how a candidate is no winner: not elected, or no longer after the publicity."""
    del held
    if a.app_no in view.withdrawn:
        return ""
    vote = view.lists.get("vote")
    elected = vote is not None and a.key in chain.admitted(vote.content)
    return "公示和复查后不再入选" if elected else "表决未入选"


def _most(counted: Counter[str]) -> list[tuple[str, int]]:
    first = counted.most_common(_SHOWN_REASONS)
    rest = sum(counted.values()) - sum(n for _, n in first)
    return [*first, ("其他", rest)] if rest else first


# --- scores ---------------------------------------------------------------------------------------


def _scale(view: View, stage: str, result: Ranked) -> Scale:
    firm = scoring.stability_of(view, result)
    grey = set(firm.grey)
    cut = result.cut
    inside = [r for r in cut.rows if r.admitted]
    shown, rest = _near_the_line(cut.rows)
    tied = Counter(r.score for r in cut.rows if r.score is not None)
    dots = [
        Dot(
            rank=("并列" if r.score is not None and tied[r.score] > 1 else "") + str(r.rank or ""),
            name=r.name,
            score=r.score,
            standing="in" if r.admitted else "out",
            grey=r.uscc in grey,
        )
        for r in shown
    ]
    lowest = cut.line
    sentence = (
        f"参加{len(cut.rows)}家，入围{len(inside)}家，名额{cut.cap}家"
        + (f"，入围线{lowest}分" if lowest is not None else "")
        + ("。" if cut.all_in else f"。{firm.sentence}")
    )
    return Scale(
        title=f"{view.plan.names[stage]}得分", cap=cut.cap, dots=dots, line=lowest,
        sentence=sentence, rest=rest,
    )  # fmt: skip


def _near_the_line(rows: Sequence[Row]) -> tuple[Sequence[Row], str]:
    below = [i for i, r in enumerate(rows) if not r.admitted]
    if len(below) <= NEXT_TO_THE_LINE:
        return rows, ""
    last = below[NEXT_TO_THE_LINE - 1]
    return rows[: last + 1], f"其余{len(rows) - last - 1}家名次在后，见结果工作簿。"


def _profiles(view: View, result: Ranked) -> list[Profile]:
    admitted = {r.uscc for r in result.cut.rows if r.admitted}
    sides: dict[bool, list[dict[str, Decimal]]] = {True: [], False: []}
    for score in result.scored.scores.applicants:
        if score.score is not None:
            sides[score.uscc in admitted].append(dict(score.categories))

    def mean(inside: bool, code: str, points: int) -> Decimal | None:
        values = [Fraction(c[code]) for c in sides[inside] if code in c]
        if not values:
            return None
        return round_q(sum(values, Fraction(0)) * 100 / (len(values) * points), 1)

    return [
        Profile(
            category=f"{c.clause} {c.name}",
            inside=mean(True, c.clause, c.points),
            outside=mean(False, c.clause, c.points),
        )
        for c in view.criteria.categories
    ]


def _teams(result: Ranked) -> list[Team]:
    scores: dict[str, list[Fraction]] = {}
    for s in result.scored.scores.applicants:
        if s.panel and s.score is not None:
            scores.setdefault(s.panel, []).append(Fraction(s.score))
    rows = []
    for line in agreement.panel_agreement(result.scored.scores):
        values = scores.get(line.panel or "", [])
        rows.append(
            Team(
                panel=line.panel or "不分组",
                examiners=line.k,
                applicants=len(values),
                mean=round_q(sum(values, Fraction(0)) / len(values), 2) if values else None,
                agreement=agreement.four_decimals(line.icc_c1),
            )
        )
    return rows


def _ballots(view: View) -> list[Ballot]:
    result = voting.tallied(frozen(view.record, view.lists["vote"])).result
    return [
        Ballot(
            award=a.award,
            needed=a.needed,
            most=max(a.base, 1),
            papers=f"名额{a.cap}家；收回{a.collected}票，有效{a.valid}票，无效{len(a.invalid)}票；{a.threshold_words}。",
            rows=[(row.name, row.votes, row.outcome) for row in a.rows if row.votes],
            rest=_without_votes(a),
        )
        for a in result.awards.values()
        if a.rows
    ]


def _without_votes(a: AwardResult) -> str:
    none = sum(1 for row in a.rows if not row.votes)
    return f"另有{none}家没有得票。" if none else ""


def _winners(view: View) -> list[tuple[str, list[str]]]:
    held = view.lists["award"]
    return [
        (f"获评{award}", [f"{row['name']}（{_region(view, row['uscc'])}）" for row in rows])
        for award, rows in held.content["selected"].items()
        if rows
    ]


def _region(view: View, code: str) -> str:
    return view.area.block(view.by_key[code]) if code in view.by_key else ""


# --- people and what is open ----------------------------------------------------------------------


def _decisions(view: View) -> Iterator[tuple[str, str, str, str]]:
    """List what persons decided, in the order of the days."""
    words = Words(view)
    for d in sorted(view.decisions, key=lambda d: (d.at, d.id)):
        yield day_of(d.at), words.decision(d), d.why, d.by


def _open(view: View, held: Sequence[str]) -> Iterator[str]:
    """Say what waits for a person: lists out of date, and the next stage's questions."""
    for stage in held:
        reason = chain.stale_reason(view, stage)
        if reason:
            yield f"{view.plan.names[stage]}名单已过时：{reason}"
    following = next((s for s in view.plan.order if s not in view.lists), None)
    if following is None:
        return
    try:
        derived = chain.derive(view, following)
    except WzqaError as error:
        yield error.message
        return
    yield from derived.open
