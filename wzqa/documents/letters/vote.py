"""Papers of the committee's vote: 表决票, 计票单, 会议纪要."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.dates import chinese
from wzqa.documents.letters import common
from wzqa.documents.letters.registry import letter, sample
from wzqa.names import numeral

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts, Row
    from wzqa.documents.letters.facts_decided import (
        AwardTally,
        BallotFacts,
        CommitteeSeat,
        MeetingFacts,
        MinutesFacts,
        Share,
        TallyFacts,
    )


def _round(number: int) -> str:
    return f"第{numeral(number)}轮"


@letter("ballot")
def ballot(office: OfficeFacts, issue: Issue, facts: BallotFacts) -> Letter:  # noqa: ARG001  (the day of the meeting is written in)
    """Write 表决票, listing every candidate in list order, a box per award where there are several."""
    several = len(facts.awards) > 1
    of_awards: dict[str, list[str]] = {}
    parties = {p.key: p for award in facts.awards for p in award.candidates}
    for award in facts.awards:
        for party in award.candidates:
            of_awards.setdefault(party.key, []).append(award.name)
    ordered = common.in_list_order(office, parties.values())
    boxes = ["　".join(f"□{name}" for name in of_awards[p.key]) for p in ordered]
    names = "".join(f"“{award.name}”" for award in facts.awards)
    fields: Fields = {
        **common.named(office),
        "评委会": office.committee,
        "奖项": names,
        "轮次": _round(facts.round),
        "名额说明": _places(facts),
        "候选家数": str(len(ordered)),
        "填写说明": _instructions(facts),
        "名单": [
            {**row, "表决": box if several else ""}
            for row, box in zip(common.party_rows(ordered), boxes, strict=True)
        ],
    }
    title = f"{office.label}{office.umbrella}{names}表决票"
    key = "" if several else facts.awards[0].name
    return common.about_many("ballot", "表决票", title, fields, ordered, key=key)


def _places(facts: BallotFacts) -> str:
    if len(facts.awards) == 1:
        return f"名额{facts.awards[0].places}家"
    return "，".join(f"“{award.name}”名额{award.places}家" for award in facts.awards)


def _instructions(facts: BallotFacts) -> str:
    """Say how to vote and what makes a ballot void; no limit that no ballot could pass."""
    several = len(facts.awards) > 1
    limited = [award for award in facts.awards if len(award.candidates) > award.places]
    most = "，".join(
        f"{f'“{award.name}”' if several else ''}不得超过{award.places}家" for award in limited
    )
    void = "该奖项的标记无效" if several and not facts.whole else "本票作废"
    box = "该奖项前的“□”" if several else "“表决”栏"
    told = (
        f"同意的，在{box}内打“√”，不作标记的视为不同意。",
        f"标记数{most}，超过的，{void}。" if limited else "",
        "同一企业（组织）只能标记一个奖项，标记两个的，对该企业（组织）的标记均无效。"
        if several
        else "",
    )
    kept = [text for text in told if text]
    return (
        "".join(f"{number}.{text}" for number, text in enumerate(kept, 1)) if kept[1:] else kept[0]
    )


def _quorum(meeting: MeetingFacts) -> str:
    """Say who came and whether that is enough: 应到21人，实到19人，超过应到人数的三分之二."""
    text = f"应到{meeting.members}人，实到{meeting.present}人"
    share = meeting.quorum
    if not share.num:
        return text
    left, right = meeting.present * share.den, share.num * meeting.members
    word = "超过" if left > right else "达到" if left == right else "不足"
    text += f"，{word}应到人数的{_share(share)}"
    return text if meeting.quorum_met else f"{text}，不符合到会要求"


_DIGITS = "零一二三四五六七八九十"
_BASES = {"members": "全体成员人数", "present": "到会人数", "valid": "有效票数"}


def _share(share: Share) -> str:
    """Say a share: 二分之一, 三分之二, 全部; odd ones in figures."""
    if share.num == share.den:
        return "全部"
    if share.num < len(_DIGITS) > share.den:
        return f"{_DIGITS[share.den]}分之{_DIGITS[share.num]}"
    return f"{share.num}/{share.den}"


def _threshold(tally: AwardTally) -> str:
    """Say what elects: 得票超过到会人数（19人）的二分之一，即10票及以上."""
    share = tally.threshold
    if not share.num:
        return f"得票{tally.needed}票及以上"
    side = "超过" if share.strict else "不少于"
    unit = "票" if share.base == "valid" else "人"
    base = f"{_BASES[share.base]}（{tally.base}{unit}）"
    return f"得票{side}{base}的{_share(share)}，即{tally.needed}票及以上"


def _invalid(tally: AwardTally) -> str:
    if not tally.invalid:
        return ""
    texts = (f"{no}号票（{common.sentence(reason)}）" for no, reason in tally.invalid)
    return f"无效票：{common.joined(texts)}。"


def _contest(candidates: int, places: int) -> str:
    if candidates > places:
        return "差额表决"
    return "等额表决" if candidates == places else "候选少于名额"


def _stood(tally: AwardTally) -> str:
    """Count the candidates, before the word 家; those that withdrew since are counted beside."""
    rest = f"家、另有撤回申报、得票不计的{tally.gone}" if tally.gone else ""
    return f"{len(tally.rows)}{rest}"


def _check(tally: AwardTally) -> str:
    votes = sum(row.votes for row in tally.rows)
    verdict = "相符" if votes == tally.marks else "不相符，须重新计票"
    return f"核对：得票合计{votes}，有效标记合计{tally.marks}，{verdict}。"


def _runoff(tally: AwardTally) -> str:
    if not tally.runoff:
        return ""
    return f"再次投票名单：{common.joined(party.name for party in tally.runoff)}。"


def _left_out(tally: AwardTally) -> str:
    """Name those who reached the votes and are not elected, and why; the table tells the others."""
    texts = (
        f"{row.party.name}：{row.outcome.partition('（')[2].removesuffix('）')}"
        for row in tally.rows
        if row.passed and row.outcome.startswith("未入选（")
    )
    text = "；".join(texts)
    return f"未入选的说明：{text}。" if text else ""


_CHECKED = 16  # digits of a checksum that tell a workbook apart


def _tally_head(tally: AwardTally) -> Row:
    return {
        "奖项": tally.award,
        "名额": str(tally.places),
        "标记说明": f"，每票最多标记{tally.max_marks}家"
        if tally.max_marks < len(tally.rows) + tally.gone
        else "",
        "候选家数": _stood(tally),
        "差额": _contest(len(tally.rows), tally.places),
        "当选要求": _threshold(tally),
        "收回": str(tally.collected),
        "有效": str(tally.valid),
        "空白": str(tally.blank),
        "无效": str(len(tally.invalid)),
        "无效说明": _invalid(tally),
        "核对": _check(tally),
        "再投说明": _runoff(tally),
        "空缺说明": f"空缺{tally.vacant}家。" if tally.vacant else "",
        "未入选说明": _left_out(tally),
    }


def _tally_rows(tally: AwardTally) -> list[Row]:
    return [
        {
            "奖项": tally.award,
            "序号": str(number),
            "组织名称": row.party.name,
            "得票": str(row.votes),
            "应得": str(row.needed),
            "名次": row.rank if row.passed else "—",
            "结果": row.outcome.partition("（")[0],
        }
        for number, row in enumerate(tally.rows, 1)
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInFacts:
    """The committee as 评委会名册 has it; `seats` rows without names where there is no register."""

    roster: tuple[CommitteeSeat, ...]
    seats: int


@sample("sign-in")
def _sign_in() -> SignInFacts:
    from wzqa.documents.letters.facts_decided import CommitteeSeat  # noqa: PLC0415  (as an annotation above)

    return SignInFacts(
        roster=(
            CommitteeSeat(name="郑示例", post="主任", employer="示例单位一"),
            CommitteeSeat(name="冯示例", post="成员", employer="示例单位二"),
        ),
        seats=2,
    )


_GUESTS = 5  # lines for those who sit in


@letter("sign-in")
def sign_in(office: OfficeFacts, issue: Issue, facts: SignInFacts) -> Letter:  # noqa: ARG001  (the day of the meeting is written in)
    """Write 评审会签到表: members by name, lines for guests."""
    seats = [(s.name, s.employer, s.post) for s in facts.roster] or [("", "", "")] * facts.seats
    guests = [("", "", "列席")] * _GUESTS
    fields: Fields = {
        **common.named(office),
        "评委会": office.committee,
        "应到": f"{len(seats)}人",
        "名册": [
            {"序号": str(number), "姓名": name, "单位": employer, "职务": post}
            for number, (name, employer, post) in enumerate([*seats, *guests], 1)
        ],
    }
    title = f"{office.label}{office.umbrella}评审会签到表"
    return common.about_many("sign-in", "评审会签到表", title, fields, ())


@letter("tally")
def tally(office: OfficeFacts, issue: Issue, facts: TallyFacts) -> Letter:  # noqa: ARG001  (dated by the meeting)
    """Write 计票单: everything that arithmetic.md §5.4 asks for, and no voter."""
    meeting = facts.meeting
    heads = [_tally_head(entry) for entry in facts.awards]
    fields: Fields = {
        **common.named(office),
        "轮次": _round(meeting.round),
        "会议日期": chinese(meeting.day) if meeting.day else "",
        "会议地点": meeting.venue,
        "到会情况": _quorum(meeting),
        "发出": str(meeting.issued),
        "收回": str(meeting.collected),
        "各奖项": heads,
        "得票": [row for entry in facts.awards for row in _tally_rows(entry)],
        "监票人": meeting.scrutineers,
        "计票人": meeting.tellers,
        "计票表校验": facts.ballot_sha256[:_CHECKED],
        "规则校验": facts.rules_sha256[:_CHECKED],
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


def _seat(seat: CommitteeSeat) -> str:
    return f"{seat.name}（{seat.employer}）" if seat.employer else seat.name


@letter("minutes")
def minutes(office: OfficeFacts, issue: Issue, facts: MinutesFacts) -> Letter:
    """Write 会议纪要: counts only, the initially selected in list order."""
    meeting = facts.meeting
    heads, rows = common.award_rows(office, facts.elected)
    elected = common.listed(facts.elected)
    there = [_seat(seat) for seat in facts.roster if seat.name not in meeting.absent]
    known = bool(there) and len(there) == meeting.present
    fields: Fields = {
        **common.named(office),
        "落款日期": chinese(issue.day),
        "评委会": office.committee,
        "评审办": office.name,
        "本级": office.area.level,
        "办法依据": common.basis(office, "vote"),
        "会议时间": f"{chinese(meeting.day)}，" if meeting.day else "",
        "公示条款": office.cite("publicity"),
        "到会情况": _quorum(meeting),
        "会议地点": meeting.venue or "　　　　　　　　",
        "主持人": meeting.chair or "　　　　　　",
        "出席": common.joined(there) if known else "　　　　　　　　（以会议签到表为准）",
        "请假": common.joined(meeting.absent) or ("无" if known else "　　　　　　　　"),
        "列席": meeting.guests or "　　　　　　　　",
        "候选家数": str(facts.candidates),
        "监票人": meeting.scrutineers or "　　　　　　",
        "计票人": meeting.tellers or "　　　　　　",
        "各奖项": [
            {
                "奖项": entry.award,
                "名额": str(entry.places),
                "候选家数": _stood(entry),
                "收回": str(entry.collected),
                "有效": str(entry.valid),
                "无效": str(len(entry.invalid)),
                "当选要求": _threshold(entry),
                "结果": _outcome(entry),
            }
            for entry in facts.awards
        ],
        "入选家数": str(len(elected)),
        "入选奖项": heads,
        "入选名单": rows,
    }
    title = f"{office.label}{office.umbrella}审查表决会议纪要"
    return common.about_many("minutes", "会议纪要", title, fields, elected)
