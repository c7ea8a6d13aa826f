"""`wzqa explain WHO`: everything about one applicant, from the cell to the letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wzqa.fields import BY_KEY, heading
from wzqa.figures import plain
from wzqa.models import OUTCOME_NAMES, PROPOSED, STAGE_NAMES, Outcome
from wzqa.problems import WzqaError
from wzqa.record import decisions as decision_store
from wzqa.stages import scored, screening
from wzqa.stages.ground import chain
from wzqa.stages.ground.cycle import Grid, Report
from wzqa.stages.ground.view import View, current, find_applicant
from wzqa.stages.logbook import ACTIONS, concerning, documents_of, marks_of, words
from wzqa.stages.scored_out import STATE_NAMES, exact

if TYPE_CHECKING:
    from wzqa.models import Applicant
    from wzqa.sources import Source
    from wzqa.stages.ground.cycle import Cycle


def run(cycle: Cycle, who: str, word: bool) -> Report:
    """Explain one applicant."""
    view = current(cycle)
    person = find_applicant(view, who)
    data = collect(cycle, view, person)
    report = Report(data)
    _say(report, data)
    if word:
        from wzqa.documents.explain import explain_page

        page = explain_page(report_lines(report), title=f"{person.name}情况说明", demo=view.settings.cycle.demo,
                            day=view.settings.cycle.deadline_city, author=view.settings.office.name)  # fmt: skip
        cycle.write(f"out/explain/{person.app_no}_情况说明.docx", page, "explain")
    return report


def collect(cycle: Cycle, view: View, person: Applicant) -> dict[str, Any]:
    """Gather everything, with the keys of cli.md."""
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
        "decisions": _decisions(cycle, person),
        "documents": _documents(cycle, person),
        "ledger": _ledger(cycle, person),
    }


def _source(person: Applicant) -> dict[str, Any]:
    return {
        key: {
            "heading": heading(key),
            **_amount(person, key, s),
            "trouble": s.trouble or None,
            "file": s.place.file,
            "sheet": s.place.sheet,
            "cell": s.place.cell,
        }
        for key, s in person.sources.items()
        if key in BY_KEY or key.rpartition("_")[0] in BY_KEY
    }


def _amount(person: Applicant, key: str, source: Source) -> dict[str, str | None]:
    """Give a cell's text; for an amount the 万元 that its heading promises, and what was written."""
    name, _, year = key.rpartition("_")
    if name not in BY_KEY or not BY_KEY[name].years:
        return {"text": source.text}
    value = getattr(person, name)[int(year) - 1]
    text = source.text if value is None else plain(value)
    return {
        "text": text,
        "value": None if value is None else text,
        "written": source.text if text != source.text else None,
    }


def _findings(view: View, person: Applicant) -> list[dict[str, Any]]:
    found = []
    for second in (False, True):
        try:
            derived = screening.derive_second(view) if second else screening.derive(view)
        except WzqaError:
            continue
        if derived.missing:
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


def _cards(view: View, person: Applicant) -> list[dict[str, Any]]:
    found = []
    for stage in ("review", "visit"):
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
                    "categories": {
                        k: str(exact(v)) for k, v in line.categories(view.criteria).items()
                    },
                    "file": card.place.file,
                    "sheet": card.place.sheet,
                }
            )
    return found


def _stages(view: View, person: Applicant) -> list[dict[str, Any]]:
    found = []
    for stage in chain.ORDER:
        entry = _scored(view, stage, person) if stage in {"review", "visit"} else {}
        held = view.lists.get(stage)
        if held:
            entry["list"] = held.ref
            entry["list_hash"] = held.list_hash
            entry["confirmed_at"] = held.day.isoformat()
            entry["stale"] = bool(chain.stale_reason(view, stage))
            entry["admitted"] = person.key in chain.admitted(held.content)
            if "vacated" in held.content:
                entry["vacated"] = [v for v in held.content["vacated"] if v[1] == person.key]
        if entry:
            found.append({"stage": stage, **entry})
    return found


def _scored(view: View, stage: str, person: Applicant) -> dict[str, Any]:
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
    bottom = min(
        (r.score for r in result.cut.rows if r.admitted and r.score is not None), default=None
    )
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
        "stability": scored.classes(firm).get(person.key),
        "p_in": firm.p_in.get(person.key),
        "flags": [f.message for f in mine.flags],
    }


def _decisions(cycle: Cycle, person: Applicant) -> list[dict[str, Any]]:
    marks = {person.app_no, person.key}
    return [
        {
            "id": d.id,
            "kind": d.kind,
            "stage": d.stage,
            "content": d.content,
            "why": d.why,
            "by": d.by,
            "at": d.at,
            "superseded_by": ended,
        }
        for d, ended in decision_store.everything(cycle.record)
        if d.subject in marks or person.key in str(d.content)
    ]


def _documents(cycle: Cycle, person: Applicant) -> list[dict[str, Any]]:
    return [
        {
            "kind": d.kind,
            "title": d.title,
            "number": d.docno,
            "day": d.day.isoformat(),
            "file": d.file,
            "list": d.list_ref,
            "void": d.void_why,
        }
        for d in documents_of(cycle, person)
    ]


def _ledger(cycle: Cycle, person: Applicant) -> list[dict[str, Any]]:
    return [
        {
            "seq": e.seq,
            "at": e.at,
            "by": e.by,
            "action": e.action,
            "subject": e.subject,
            "words": words(e),
            "hash": e.hash,
        }
        for e in concerning(cycle.record.ledger(), marks_of(cycle, person))
    ]


def report_lines(report: Report) -> list[Any]:
    """Give the page as lines and tables."""
    return [b if isinstance(b, str) else (b.title, b.heads, b.rows) for b in report.blocks]


def _say(report: Report, data: dict[str, Any]) -> None:
    a = data["applicant"]
    report.say(
        f"{a['app_no']}　{a['name']}　{a['uscc'] or '（代码未填或有误）'}"
        + ("　已撤回" if a["withdrawn"] else "")
    )
    rows: list[tuple[str, ...]] = [
        (
            s["heading"],
            (s["text"] or "（空）") + (f"（表中写{s['written']}）" if s.get("written") else ""),
            f"{s['file']} › {s['sheet']} › {s['cell']}",
            s["trouble"] or "",
        )
        for s in data["source"].values()
    ]
    report.say(Grid(("栏目", "内容", "出处", "问题"), tuple(rows), "申报材料"))
    rows = [
        (
            f["rule"] + ("（复查）" if f["second"] else ""),
            f["article"],
            PROPOSED
            if f["verdict"] == Outcome.FAIL and f["decided_by"] is None
            else OUTCOME_NAMES[f["verdict"]],
            f["reason"],
            "；".join(f["evidence"]),
            f"{f['decided_by']}：{f['decided_why'] or ''}（原为{OUTCOME_NAMES[f['machine']]}）"
            if f["machine"]
            else "",
        )
        for f in data["findings"]
    ]
    report.say(Grid(("规则", "条款", "结论", "理由", "出处", "人的决定"), tuple(rows), "资格审查"))
    rows = [
        (
            STAGE_NAMES[c["stage"]],
            c["examiner"],
            STATE_NAMES[c["state"]],
            c["total"] or "—",
            "去掉" if c["dropped"] else ("计入" if c["counted"] else "不计"),
            f"{c['file']} › {c['sheet']}",
        )
        for c in data["cards"]
    ]
    if rows:
        report.say(Grid(("阶段", "评审员", "状态", "总分", "计入", "出处"), tuple(rows), "评分"))
    for s in data["stages"]:
        report.say(_stage_words(s))
    rows = [
        (d["kind"], d["stage"], str(d["content"]), d["why"], d["by"], d["at"][:10])
        for d in data["decisions"]
    ]
    if rows:
        report.say(
            Grid(("决定", "阶段", "内容", "理由", "记录人", "日期"), tuple(rows), "人的决定")
        )
    rows = [
        (d["title"], d["number"] or "", d["day"], d["list"], d["void"] or "有效")
        for d in data["documents"]
    ]
    if rows:
        report.say(Grid(("文书", "文号", "日期", "依据名单", "状态"), tuple(rows), "文书"))
    rows = [
        (str(e["seq"]), e["at"][:19], e["by"], ACTIONS.get(e["action"], e["action"]), e["words"])
        for e in data["ledger"]
    ]
    report.say(Grid(("序号", "时间", "操作人", "事项", "内容"), tuple(rows), "台账"))


def _stage_words(s: dict[str, Any]) -> str:
    parts = [STAGE_NAMES[s["stage"]]]
    if s.get("score") is not None:
        parts.append(f"得分{s['score']}（准确值{s['exact']}，{s['n']}份）")
    if s.get("rank"):
        parts.append(
            f"第{s['rank']}名，距线{s['distance']}，{s['stability'] or ''} {s['p_in'] or ''}".strip()
        )
    if s.get("why"):
        parts.append(str(s["why"]))
    if s.get("list"):
        state = "入围" if s["admitted"] else "未入围"
        parts.append(
            f"名单 {s['list']}（{s['confirmed_at']}）：{state}"
            + ("，名单已过时" if s["stale"] else "")
        )
    for v in s.get("vacated", ()):
        parts.append(f"名额空出：{v[2]}")
    return "：".join([parts[0], "；".join(parts[1:])])
