"""What stands against counting a vote, and what must be said beside it (arithmetic.md §5, §7)."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wzqa.problems import Problem, Severity
from wzqa.vote.rules import quorum_words, reached

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from wzqa.models import Count, Meeting
    from wzqa.settings import AwardSection, Vote
    from wzqa.vote.results import Candidate


def refusal(counts: Sequence[Count], vote: Vote) -> str:
    """Say why nothing may be tallied until a person acts (exit 3); "" when nothing bars it."""
    if not vote.members:
        return "award.toml 的 vote.members 未填，不知道评委会全体成员数，不能计票"
    if not vote.rules_confirmed:
        return (
            "到会要求和当选要求办法未规定；award.toml 的 vote.quorum、vote.threshold "
            "经会议确认并把 vote.rules_confirmed 改为 true 以后才能计票"
        )
    if not counts:
        return "还没有收到计票工作簿"
    for number, count in enumerate(counts, 1):
        meeting = count.meeting
        if meeting.members != vote.members:
            said = "未填" if meeting.members is None else f"为{meeting.members}人"
            return f"第{number}轮会议表应到人数{said}，与 vote.members = {vote.members} 不符"
        if meeting.present is None:
            return f"第{number}轮会议表未填实到人数，不能核对到会要求"
        if not reached(meeting.present, vote.members, vote.quorum):
            words = quorum_words(vote.members, meeting.present, vote.quorum)
            return f"第{number}轮会议未达到到会要求：{words}"
    return ""


def _error(count: Count, code: str, message: str, hint: str) -> Problem:
    return Problem(code=code, message=message, place=count.meeting.place, hint=hint)


def _warn(count: Count, code: str, message: str, hint: str) -> Problem:
    return Problem(
        code=code, message=message, severity=Severity.WARNING, place=count.meeting.place, hint=hint
    )


def faults(
    count: Count,
    *,
    round_: int,
    vote: Vote,
    awards: Sequence[AwardSection],
    runoffs: Mapping[str, frozenset[str]] | None,
) -> list[Problem]:
    """List what voids the vote of a round or refuses its workbook (exit 1).

    `runoffs`: award → the run-off list of the round before; None in the first round.
    """
    wanted = {a.name for a in awards} if runoffs is None else set(runoffs)
    found = _numbers(count, count.meeting) + _papers(count, wanted)
    if count.meeting.round != round_:
        found.append(
            _error(
                count,
                "ballot-round",
                f"会议表写的轮次是{count.meeting.round}，这里应是第{round_}轮",
                "每轮一个计票工作簿，轮次从1连续编号，同一轮只留一个",
            )
        )
    if round_ > 1 + vote.max_runoffs:
        found.append(
            _error(
                count,
                "ballot-round-over",
                f"再次投票最多{vote.max_runoffs}轮，第{round_}轮不再计票",
                "仍并列的用 wzqa decide tie vote 记录会议决定",
            )
        )
    elif runoffs is not None:
        found += _run_off(count, runoffs)
    return found


def _numbers(count: Count, meeting: Meeting) -> list[Problem]:
    """Compare 应到, 实到, 发出, 收回 in the order of §5.2."""
    issued, collected, present = meeting.issued, meeting.collected, meeting.present
    found = [
        _error(count, "ballot-meeting-blank", f"会议表没有填{label}", f"请补填{label}")
        for label, value in (("发出票数", issued), ("收回票数", collected))
        if value is None
    ]
    if meeting.members is not None and present is not None and present > meeting.members:
        found.append(
            _error(
                count,
                "ballot-meeting-numbers",
                f"实到{present}人，多于应到{meeting.members}人",
                "请核对会议签到后更正会议表",
            )
        )
    if issued is not None and collected is not None and collected > issued:
        found.append(
            _error(
                count,
                "vote-void",
                f"收回{collected}张选票，多于发出{issued}张，投票无效",
                "请查明原因，重新投票",
            )
        )
    if issued is not None and present is not None and issued > present:
        found.append(
            _error(
                count,
                "vote-void",
                f"发出{issued}张选票，多于实到{present}人，投票无效",
                "请查明原因，重新投票；每人各奖项一套选票按一张填写",
            )
        )
    return found


def _papers(count: Count, wanted: set[str]) -> list[Problem]:
    """Compare the sheets with the awards voted on, the rows with 收回票数, the numbers."""
    found = [
        _error(
            count, "ballot-sheet-missing", f"没有“选票-{award}”工作表", "请补上该奖项的选票工作表"
        )
        for award in sorted(wanted - set(count.papers))
    ]
    found += [
        _error(
            count,
            "ballot-sheet-extra",
            f"本轮不对“{award}”投票，却有它的选票工作表",
            "请核对奖项名称和轮次",
        )
        for award in sorted(set(count.papers) - wanted)
    ]
    collected = count.meeting.collected
    for award, papers in sorted(count.papers.items()):
        if collected is not None and len(papers) != collected:
            found.append(
                _error(
                    count,
                    "ballot-collected",
                    f"“选票-{award}”有{len(papers)}行，与收回票数{collected}不符",
                    "每张收回的选票（含空白票、废票）占一行，请核对",
                )
            )
        times = Counter(paper.no for paper in papers)
        if repeated := sorted(no for no, n in times.items() if no and n > 1):
            found.append(
                _error(
                    count,
                    "ballot-number",
                    f"“选票-{award}”的票号{'、'.join(repeated)}重复",
                    "每张选票一个票号，请更正",
                )
            )
        if times.get(""):
            found.append(
                _error(
                    count,
                    "ballot-number",
                    f"“选票-{award}”有{times['']}行没有票号",
                    "每张选票一个票号，请补上",
                )
            )
    return found


def _run_off(count: Count, runoffs: Mapping[str, frozenset[str]]) -> list[Problem]:
    """Compare the candidates of a further round with the run-off lists."""
    if not runoffs:
        return [
            _error(
                count, "ballot-no-runoff", "上一轮没有需要再次投票的", "请核对轮次，移走该工作簿"
            )
        ]
    return [
        _error(
            count,
            "ballot-candidates",
            f"“选票-{award}”的候选与再次投票名单不一致",
            f"再次投票只列：{'、'.join(sorted(listed))}",
        )
        for award, listed in sorted(runoffs.items())
        if award in count.papers and set(count.candidates.get(award, ())) != listed
    ]


def warnings(count: Count, candidates: Sequence[Candidate], *, first: bool) -> list[Problem]:
    """List what does not bar the count: blanks in 会议, columns against the list, one recusal."""
    meeting = count.meeting
    names = {c.uscc: c.name for c in candidates}
    found = [
        _warn(count, "ballot-meeting-blank", f"会议表没有填{label}", f"请补填{label}")
        for label, value in (
            ("监票人", meeting.scrutineers),
            ("计票人", meeting.tellers),
            ("会议日期", meeting.day),
        )
        if not value
    ]
    for award, listed in sorted(count.candidates.items()):
        if strangers := [code for code in listed if code not in names]:
            found.append(
                _warn(
                    count,
                    "ballot-candidate-unknown",
                    f"“选票-{award}”有不在候选名单上的列：{'、'.join(strangers)}；"
                    "选了它的票按废票处理",
                    "请核对列名（名称或统一社会信用代码）与候选名单",
                )
            )
        if first and (missing := [names[code] for code in sorted(names) if code not in listed]):
            found.append(
                _warn(
                    count,
                    "ballot-candidate-missing",
                    f"“选票-{award}”没有列出候选：{'、'.join(missing)}",
                    "每个奖项的选票应列出全部候选；确实不参加该奖项的，请在会议纪要中说明",
                )
            )
    if first:
        found += [
            _warn(
                count,
                "vote-single-recusal",
                f"{c.name}只有1名委员回避，预先划去其候选的选票会暴露该委员",
                "选票统一印制，不要预先划去",
            )
            for c in candidates
            if c.recused_members == 1
        ]
    return found


def papers_words(count: Count) -> str:
    """Say how many were present, papers issued and collected."""
    meeting = count.meeting
    issued, collected = meeting.issued or 0, meeting.collected or 0
    short = f"，{issued - collected}张未收回" if issued > collected else ""
    return f"实到{meeting.present}人，发出{issued}张，收回{collected}张{short}"


def contest(
    listed: Mapping[str, Sequence[str]], places: Mapping[str, int], *, exclusive: bool
) -> tuple[list[str], bool]:
    """Say 差额, 等额 or 缺额 per award and in total; True when it is no 差额 in total.

    `listed`: award → codes on its ballot. A total is meant only where an organisation takes one
    award at most.
    """

    def word(number: int, seats: int) -> str:
        return "差额" if number > seats else "等额" if number == seats else "缺额"

    lines = [
        f"{award}：候选{len(codes)}家，名额{places[award]}个，{word(len(codes), places[award])}"
        for award, codes in listed.items()
    ]
    if not exclusive or len(listed) < 2:  # noqa: PLR2004  (one award has no total beside it)
        return lines, False
    pool = len({code for codes in listed.values() for code in codes})
    seats = sum(places[award] for award in listed)
    lines.append(f"合计：候选{pool}家，名额{seats}个，一家最多一个奖项，{word(pool, seats)}")
    return lines, pool <= seats


def no_contest(count: Count, total: str) -> Problem:
    """Warn that the vote as a whole leaves no choice (§5.3)."""
    return _warn(count, "vote-no-contest", f"{total}，不是差额表决", "请在会议上说明")
