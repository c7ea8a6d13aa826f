"""`wzqa explain WHO`: everything about one applicant, from the cell to the letter."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wzqa.applications.content import amount
from wzqa.documents import kinds
from wzqa.fields import BY_KEY, heading
from wzqa.marks.results import STATE_NAMES
from wzqa.models import OUTCOME_NAMES, PROPOSED, CardState, Outcome
from wzqa.problems import WzqaError
from wzqa.record import decisions as decision_store
from wzqa.stages import publicity, scored, screening, standing, voting
from wzqa.stages.explained import VotesOf
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import View, current, find_applicant, frozen
from wzqa.stages.logbook import concerning, documents_of, marks_of
from wzqa.stages.told import Words, day_of, list_name, time_of

if TYPE_CHECKING:
    from wzqa.contents import ListContent
    from wzqa.models import Applicant
    from wzqa.plan import Plan
    from wzqa.sources import Source
    from wzqa.stages.explained import (
        Explained,
        ExplainedCard,
        ExplainedCell,
        ExplainedDecision,
        ExplainedDocument,
        ExplainedEntry,
        ExplainedFinding,
        ExplainedStage,
    )
    from wzqa.stages.ground.cycle import Cycle


def run(cycle: Cycle, who: str, word: bool, *, full: bool = False) -> Report:
    """Explain one applicant: one screen, `full` everything in groups, `word` a page to hand out."""
    view = current(cycle)
    person = find_applicant(view, who)
    data = collect(cycle, view, person)
    report = Report({**data})
    screen = standing.screen(view, person, data)
    report.say(*screen.lines(full=full))
    if full:
        _say(report, data, view.plan)
    if word:
        from wzqa.documents.explain import explain_page

        page = explain_page(
            screen.sentences()[2:], title=f"{person.name}情况说明", heads=screen.head[:2],
            demo=view.settings.cycle.demo, day=view.settings.cycle.deadline_city,
            author=view.settings.office.name,
        )  # fmt: skip
        cycle.write(f"out/explain/{person.app_no}_情况说明.docx", page, "explain")
    return report


def collect(cycle: Cycle, view: View, person: Applicant) -> Explained:
    """Gather everything, with the keys of cli.md."""
    objections = _objections(view, person)
    return {
        "applicant": {
            "app_no": person.app_no,
            "name": person.name,
            "uscc": person.uscc,
            "region": person.region,
            "award": person.award,
            "withdrawn": person.app_no in view.withdrawn,
        },
        "source": _source(person),
        "findings": _findings(view, person),
        "cards": _cards(view, person),
        "stages": _stages(view, person),
        "decisions": _decisions(cycle, view, person, objections),
        "documents": _documents(cycle, person, objections),
        "ledger": _ledger(cycle, view, person, objections),
    }


def _objections(view: View, person: Applicant) -> set[str]:
    """Give the numbers of the objections raised about an applicant."""
    try:
        state = publicity.derive(view).detail
    except WzqaError:  # `wzqa publicity` says what is wrong; the page about one firm still stands
        return set()
    return {s.objection.no for s in state.standings if s.uscc == person.key} if state else set()


def _source(person: Applicant) -> dict[str, ExplainedCell]:
    return {
        key: {
            "heading": heading(key),
            **_text(person, key, s),
            "trouble": s.trouble or None,
            "file": s.place.file,
            "sheet": s.place.sheet,
            "cell": s.place.cell,
        }
        for key, s in person.sources.items()
        if key in BY_KEY or key.rpartition("_")[0] in BY_KEY
    }


def _text(person: Applicant, key: str, source: Source) -> ExplainedCell:
    """Give a cell's text; for an amount the 万元 that its heading promises, and what was written."""
    if key in BY_KEY:
        return {"text": source.text}
    value = amount(person, key)
    text = source.text if value is None else value
    return {"text": text, "value": value, "written": source.text if text != source.text else None}


def _findings(view: View, person: Applicant) -> list[ExplainedFinding]:
    found: list[ExplainedFinding] = []
    for second in (False, True):
        try:
            derived = screening.derive_second(view) if second else screening.derive(view)
        except WzqaError:
            continue
        if derived is None or derived.missing:
            continue
        for s in derived.detail.screenings:
            if s.applicant.app_no != person.app_no:
                continue
            for f in s.findings:
                found.append(
                    {
                        **screening.finding_json(f),
                        "title": f.title,
                        "quote": f.quote,
                        "machine": str(f.machine) if f.machine else None,
                        "decided_why": f.decided_why or None,
                        "second": second,
                        "evidence": [str(p) for p in f.evidence],
                    }
                )
    return found


def _cards(view: View, person: Applicant) -> list[ExplainedCard]:
    found: list[ExplainedCard] = []
    for stage in view.plan.keys:
        if not view.role(f"scores-{stage}"):
            continue
        try:
            result = scored.stage_scores(view, stage)
        except WzqaError:
            continue
        mine = result.by_code().get(person.key)
        if mine is None:
            continue
        for line in mine.cards:
            card = line.card
            found.append(
                {
                    "stage": stage,
                    "examiner": card.examiner,
                    "panel": card.panel,
                    "state": str(card.state),
                    "consensus": card.consensus,
                    "counted": line.counted,
                    "dropped": line.dropped,
                    "weight": None if line.weight is None else str(line.weight),
                    "total": None if line.total is None else str(line.total),
                    "categories": {k: str(v) for k, v in line.categories(view.criteria).items()},
                    "file": card.place.file,
                    "sheet": card.place.sheet,
                }
            )
    return found


def _stages(view: View, person: Applicant) -> list[ExplainedStage]:
    """Give the stages that the applicant reached: what it never came to says nothing of it."""
    found: list[ExplainedStage] = []
    for stage in view.plan.order:
        before = view.plan.before(stage)
        earlier = view.lists.get(before) if before else None
        if before and (earlier is None or person.key not in chain.admitted(earlier.content)):
            break
        entry = _scored(view, stage, person) if stage in view.plan.keys else {}
        held = view.lists.get(stage)
        if held:
            entry["list"] = held.ref
            entry["list_hash"] = held.list_hash
            entry["confirmed_at"] = held.day.isoformat()
            entry["by"], entry["act"] = held.by, held.basis.get("act")
            entry["stale"] = bool(chain.stale_reason(view, stage))
            entry["admitted"] = person.key in chain.admitted(held.content)
            place = next(
                (r for r in held.content.get("ranking", ()) if r["uscc"] == person.key), None
            )
            if place and entry.get("rank") is None:  # what is there now gives no order
                entry["rank"], entry["cap"] = place["rank"], held.content["cap"]
            entry |= _chosen(view, stage, person, held.content)
        if entry:
            found.append({"stage": stage, **entry})
    return found


def _chosen(view: View, stage: str, person: Applicant, content: ListContent) -> ExplainedStage:
    """Say which award, with how many votes, and why a place fell vacant."""
    found: ExplainedStage = {}
    if "selected" in content:
        found["awards"] = [
            award for award, rows in content["selected"].items()
            if any(row["uscc"] == person.key for row in rows)
        ]  # fmt: skip
    if "vacated" in content:
        found["vacated"] = [v for v in content["vacated"] if v[1] == person.key]
    if stage == "vote":
        result = voting.tallied(frozen(view.record, view.lists["vote"])).result
        found["votes"] = [
            VotesOf(award, row.votes, row.needed)
            for award, got in result.awards.items()
            for row in got.rows
            if row.uscc == person.key
        ]
    return found


def _scored(view: View, stage: str, person: Applicant) -> ExplainedStage:
    if not view.role(f"scores-{stage}"):
        return {}
    try:
        result = scored.ranked(view, stage)
    except WzqaError:
        return {}
    row = next((r for r in result.cut.rows if r.uscc == person.key), None)
    mine = result.scored.by_code().get(person.key)
    if row is None or mine is None:
        return {}
    bottom = result.cut.line
    firm = scored.stability_of(view, result)
    distance = None if bottom is None or row.score is None else str(row.score - bottom)
    return {
        "n": mine.n,
        "exact": None if mine.exact is None else str(mine.exact),
        "score": None if row.score is None else str(row.score),
        "categories": {k: str(v) for k, v in mine.categories.items()},
        "rank": row.rank,
        "admitted": row.admitted,
        "why": row.why,
        "distance": distance,
        "line": None if bottom is None else str(bottom),
        "cap": result.cut.cap,
        "stability": None if result.cut.all_in else firm.classes.get(person.key),
        "p_in": None if result.cut.all_in else firm.p_in.get(person.key),
        "flags": [f.message for f in mine.flags],
    }


def _decisions(
    cycle: Cycle, view: View, person: Applicant, objections: set[str]
) -> list[ExplainedDecision]:
    marks = {person.app_no, person.key}
    said = Words(view)
    return [
        {
            "id": d.id,
            "words": said.decision(d),
            "kind": d.kind,
            "stage": d.stage,
            "content": d.content,
            "why": d.why,
            "by": d.by,
            "at": d.at,
            "superseded_by": ended,
        }
        for d, ended in decision_store.everything(cycle.record)
        if d.subject in marks
        or person.key in str(d.content)
        or (d.kind == "objection" and d.subject in objections)
    ]


def _documents(cycle: Cycle, person: Applicant, objections: set[str]) -> list[ExplainedDocument]:
    return [
        {
            "kind": d.kind,
            "kind_name": kinds.NAMES.get(d.kind, d.title),
            "own": d.subject in {person.app_no, person.key} | objections,
            "title": d.title,
            "number": d.docno,
            "day": d.day.isoformat(),
            "file": d.file,
            "list": d.list_ref,
            "void": d.void_why,
        }
        for d in documents_of(cycle, person)
    ]


def _ledger(
    cycle: Cycle, view: View, person: Applicant, objections: set[str]
) -> list[ExplainedEntry]:
    said = Words(view)
    return [
        {
            "seq": e.seq,
            "at": e.at,
            "by": e.by,
            "action": e.action,
            "subject": e.subject,
            "words": said.entry(e),
            "hash": e.hash,
        }
        for e in concerning(cycle.record.ledger(), marks_of(cycle, person) | objections)
    ]


def _role(card: ExplainedCard, *, agreed: bool) -> str:
    """Say whether a card enters the score; `agreed`: the 合议 card alone is the score."""
    if agreed:
        return "计入" if card["consensus"] else "以合议为准"
    return "去掉" if card["dropped"] else "计入" if card["counted"] else "不计"


def _say(report: Report, data: Explained, plan: Plan) -> None:
    _say_source(report, list(data["source"].values()))
    rows: list[tuple[str, ...]] = [
        (
            f["rule"] + ("（复查）" if f["second"] else ""),
            f["article"],
            PROPOSED
            if f["verdict"] == Outcome.FAIL and f["decided_by"] is None
            else OUTCOME_NAMES[Outcome(f["verdict"])],
            f["reason"],
            "；".join(f["evidence"]),
            f"{f['decided_by']}：{f['decided_why'] or ''}（原为{OUTCOME_NAMES[Outcome(f['machine'])]}）"
            if f["machine"]
            else "",
        )
        for f in data["findings"]
    ]
    report.say(
        Grid(
            ("规则", "条款", "结论", "理由", "出处", "人的决定"),
            tuple(rows),
            "资格审查",
            whole=True,
        )
    )
    agreed = {c["stage"] for c in data["cards"] if c["consensus"] and c["weight"] == "1"}
    rows = [
        (
            plan.names[c["stage"]],
            "合议" if c["consensus"] else c["examiner"],
            STATE_NAMES[CardState(c["state"])],
            c["total"] or "—",
            _role(c, agreed=c["stage"] in agreed),
            f"{c['file']} › {c['sheet']}",
        )
        for c in data["cards"]
    ]
    if rows:
        report.say(
            Grid(
                ("阶段", "评审员", "状态", "总分", "计入", "出处"), tuple(rows), "评分", whole=True
            )
        )
    for s in data["stages"]:
        report.say(_stage_words(s, plan))
    rows = [
        (
            day_of(d["at"]),
            d["words"],
            d["why"],
            d["by"],
            "已被后来的决定代替" if d["superseded_by"] else "",
        )
        for d in data["decisions"]
    ]
    if rows:
        report.say(
            Grid(("日期", "决定", "理由", "记录人", ""), tuple(rows), "人的决定", whole=True)
        )
    rows = [
        (
            d["title"],
            d["number"] or "",
            day_of(d["day"]),
            list_name(d["list"], plan),
            d["void"] or "有效",
        )
        for d in data["documents"]
    ]
    if rows:
        report.say(
            Grid(("文书", "文号", "日期", "依据名单", "状态"), tuple(rows), "文书", whole=True)
        )
    rows = [(str(e["seq"]), time_of(e["at"]), e["by"], e["words"]) for e in data["ledger"]]
    report.say(Grid(("序号", "时间", "操作人", "内容"), tuple(rows), "台账", whole=True))


def _say_source(report: Report, cells: list[ExplainedCell]) -> None:
    """List the cells of the application: the sheet that most come from is named once."""
    places = Counter(f"{s['file']} › {s['sheet']}" for s in cells)
    main = places.most_common(1)[0][0] if places else ""
    rows = tuple(
        (
            s["heading"],
            (s["text"] or "（空）") + (f"（表中写{s['written']}）" if s.get("written") else ""),
            s["cell"] or ""
            if f"{s['file']} › {s['sheet']}" == main
            else f"{s['file']} › {s['sheet']} › {s['cell']}",
            s["trouble"] or "",
        )
        for s in cells
        if s["text"] or s["trouble"]
    )
    title = "申报材料" + (f"（没有另写出处的，都在 {main}）" if main else "")
    report.say(Grid(("栏目", "内容", "出处", "问题"), rows, title, whole=True))
    blank = [s["heading"] for s in cells if not s["text"] and not s["trouble"]]
    if blank:
        report.say(f"没有填写：{'、'.join(blank)}")


def _stage_words(s: ExplainedStage, plan: Plan) -> str:
    parts = [plan.names[s["stage"]]]
    if s.get("score") is not None:
        parts.append(f"得分{s['score']}（准确值{s['exact']}，{s['n']}份）")
    if s.get("rank"):
        away = f"，距线{s['distance']}" if s.get("distance") is not None else ""
        firm = f"，{s['stability']} {s['p_in'] or ''}".rstrip() if s.get("stability") else ""
        parts.append(f"第{s['rank']}名{away}{firm}")
    if s.get("why"):
        parts.append(str(s["why"]))
    if s.get("list"):
        state = "入围" if s["admitted"] else "未入围"
        parts.append(
            f"{list_name(s['list'], plan)}（{day_of(s['confirmed_at'])}）：{state}"
            + ("，名单已过时" if s["stale"] else "")
        )
    for v in s.get("vacated", ()):
        parts.append(f"名额空出：{v[2]}")
    return "：".join([parts[0], "；".join(parts[1:])])
