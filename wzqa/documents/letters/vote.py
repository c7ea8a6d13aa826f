"""Papers of the committee's vote: 表决票, 计票单, 会议纪要."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa import regions
from wzqa.documents.letters import common
from wzqa.documents.letters.registry import letter
from wzqa.documents.signature import chinese_day

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts, Row
    from wzqa.documents.letters.facts_decided import (
        AwardTally,
        BallotFacts,
        MinutesFacts,
        TallyFacts,
    )


def _round(number: int) -> str:
    return f"第{common.numeral(number)}轮"


def _short_region(name: str) -> str:
    """Shorten a zone's long name, so that a ballot keeps one line per candidate."""
    region = regions.find(name)
    return region.short if region and region.zone else name


@letter("ballot")
def ballot(office: OfficeFacts, issue: Issue, facts: BallotFacts) -> Letter:
    """Write 表决票, one per award, listing every candidate in list order."""
    ordered = common.in_list_order(office, facts.candidates)
    exclusive = "3.同一企业（组织）两个奖项都作标记的，均无效。"
    fields: Fields = {
        **common.named(office),
        "评委会": office.committee,
        "落款日期": chinese_day(issue.day),
        "奖项": facts.award,
        "轮次": _round(facts.round),
        "名额": str(facts.places),
        "候选家数": str(len(ordered)),
        "互斥说明": exclusive if facts.exclusive else "",
        "名单": [{**row, "区域": _short_region(row["区域"])} for row in common.party_rows(ordered)],
    }
    title = f"{office.label}{office.umbrella}“{facts.award}”表决票"
    return common.about_many("ballot", "表决票", title, fields, ordered, key=facts.award)


def _invalid(tally: AwardTally) -> str:
    if not tally.invalid:
        return ""
    texts = (f"{no}号票（{common.sentence(reason)}）" for no, reason in tally.invalid)
    return f"无效票：{common.joined(texts)}。"


def _contest(candidates: int, places: int) -> str:
    if candidates > places:
        return "差额表决"
    return "等额表决" if candidates == places else "候选少于名额"


def _check(tally: AwardTally) -> str:
    votes = sum(row.votes for row in tally.rows)
    verdict = "相符" if votes == tally.marks else "不相符，须重新计票"
    return f"核对：各候选得票合计{votes}，有效票标记合计{tally.marks}，{verdict}。"


def _runoff(tally: AwardTally) -> str:
    if not tally.runoff:
        return ""
    return f"再次投票名单：{common.joined(party.name for party in tally.runoff)}。"


def _tally_head(number: int, tally: AwardTally) -> Row:
    return {
        "序": common.numeral(number),
        "奖项": tally.award,
        "名额": str(tally.places),
        "最多标记": str(tally.max_marks),
        "候选家数": str(len(tally.rows)),
        "差额": _contest(len(tally.rows), tally.places),
        "当选要求": tally.threshold,
        "收回": str(tally.collected),
        "有效": str(tally.valid),
        "空白": str(tally.blank),
        "无效": str(len(tally.invalid)),
        "无效说明": _invalid(tally),
        "核对": _check(tally),
        "再投说明": _runoff(tally),
        "空缺说明": f"空缺{tally.vacant}家。" if tally.vacant else "",
    }


def _tally_rows(tally: AwardTally) -> list[Row]:
    return [
        {
            "奖项": tally.award,
            "序号": str(number),
            "组织名称": row.party.name,
            "得票": str(row.votes),
            "基数": str(row.base),
            "应得": str(row.needed),
            "达到": "是" if row.passed else "否",
            "名次": row.rank,
            "结果": row.outcome,
        }
        for number, row in enumerate(tally.rows, 1)
    ]


@letter("tally")
def tally(office: OfficeFacts, issue: Issue, facts: TallyFacts) -> Letter:
    """Write 计票单: everything that arithmetic.md §5.4 asks for, and no voter."""
    meeting = facts.meeting
    heads = [_tally_head(number, entry) for number, entry in enumerate(facts.awards, 2)]
    fields: Fields = {
        **common.named(office),
        "评委会": office.committee,
        "落款日期": chinese_day(issue.day),
        "轮次": _round(meeting.round),
        "会议日期": chinese_day(meeting.day) if meeting.day else "",
        "应到": str(meeting.members),
        "实到": str(meeting.present),
        "到会要求": meeting.quorum,
        "到会结果": "符合" if meeting.quorum_met else "不符合",
        "发出": str(meeting.issued),
        "收回": str(meeting.collected),
        "各奖项": heads,
        "得票": [row for entry in facts.awards for row in _tally_rows(entry)],
        "签名序": common.numeral(len(facts.awards) + 2),
        "监票人": meeting.scrutineers,
        "计票人": meeting.tellers,
        "计票表校验": facts.ballot_sha256,
        "规则校验": facts.rules_sha256,
        "程序版本": facts.version,
    }
    parties = [row.party for entry in facts.awards for row in entry.rows]
    title = f"{office.label}{office.umbrella}审查表决计票单"
    return common.about_many("tally", "计票单", title, fields, parties)


def _outcome(tally: AwardTally) -> str:
    elected = sum(row.outcome == "入选" for row in tally.rows)
    text = f"{elected}家初步入选"
    if tally.vacant:
        text += f"，空缺{tally.vacant}家"
    return text


@letter("minutes")
def minutes(office: OfficeFacts, issue: Issue, facts: MinutesFacts) -> Letter:
    """Write 会议纪要: counts only, the initially selected in list order."""
    meeting = facts.meeting
    heads, rows = common.award_rows(office, facts.elected)
    elected = common.listed(facts.elected)
    met = "符合到会要求" if meeting.quorum_met else "不符合到会要求"
    fields: Fields = {
        **common.named(office),
        "落款日期": chinese_day(issue.day),
        "评委会": office.committee,
        "评审办": office.name,
        "办法依据": common.basis(office, "vote"),
        "会议时间": f"{chinese_day(meeting.day)}，" if meeting.day else "",
        "公示条款": office.cite("publicity"),
        "应到": str(meeting.members),
        "实到": str(meeting.present),
        "到会说明": met,
        "候选家数": str(facts.candidates),
        "监票人": meeting.scrutineers or "　　　　　　",
        "计票人": meeting.tellers or "　　　　　　",
        "各奖项": [
            {
                "奖项": entry.award,
                "名额": str(entry.places),
                "候选家数": str(len(entry.rows)),
                "收回": str(entry.collected),
                "有效": str(entry.valid),
                "无效": str(len(entry.invalid)),
                "当选要求": entry.threshold,
                "结果": _outcome(entry),
            }
            for entry in facts.awards
        ],
        "入选家数": str(len(elected)),
        "入选奖项": heads,
        "入选名单": rows,
        "评委会名册": [
            {"序号": str(n), "姓名": seat.name, "单位": seat.employer, "职务": seat.post}
            for n, seat in enumerate(facts.roster, 1)
        ],
    }
    title = f"{office.label}{office.umbrella}审查表决会议纪要"
    return common.about_many("minutes", "会议纪要", title, fields, elected)
