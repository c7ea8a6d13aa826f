"""Fictitious letters of every kind, for `templates check` and the tests.

The names are awkward on purpose: `&`, `<`, `>`, a very long name.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wzqa.documents import kinds
from wzqa.documents.letters import all as letters  # noqa: F401  (enters the words of every kind)
from wzqa.documents.letters import facts
from wzqa.documents.letters.registry import SAMPLES, WRITERS, sample
from wzqa.documents.letters.samples_scored import EDITION, FIRST, JIA, PARTIES, PLACE, SECOND, YI, A
from wzqa.models import Day, Facts, Objection
from wzqa.plan import shipped_plan
from wzqa.rules.departments import Counts

if TYPE_CHECKING:
    from wzqa.documents.letters.facts import Fields, Letter, OfficeFacts

NUMBER = f"{EDITION.defaults['office']['docno_code']}〔2026〕3号"
DAY = date(2026, 9, 1)


def office(*, draft: bool = False, show_score: bool = False) -> OfficeFacts:
    """Give a fictitious office over the shipped edition, every contact filled."""
    from wzqa import award_toml  # noqa: PLC0415  (pydantic is slow to import)

    over = {
        "basis": {"docno": f"{PLACE.name[0]}政办发〔2026〕99号"},
        "office": {
            "contact": "张示例、李示例",
            "phone": "0577-00000001",
            "supervision_phone": "0577-00000002",
            "email": "sample@example.invalid",
            "address": f"{PLACE.name}示例路1号",
            "postcode": "325000",
            "signatory": "王示例",
        },
        "letters": {"show_score": show_score},
    }
    return facts.OfficeFacts.of(award_toml.build(over, 2026), draft=draft)


def _lists() -> tuple[facts.AwardList, ...]:
    return (
        facts.AwardList(award=FIRST, parties=PARTIES[:4]),
        facts.AwardList(award=SECOND, parties=PARTIES[4:]),
    )


@sample("dept-inquiry")
@sample("second-check")
def _inquiry() -> facts.InquiryFacts:
    return facts.InquiryFacts(
        department=f"{PLACE.name}应急管理局",
        matters="生产安全事故",
        applicants=PARTIES,
        since=date(2023, 7, 31),
        reply_by=date(2026, 9, 15),
    )


def _wanted() -> tuple[facts.Ground, ...]:
    blank = Facts(case="blank", limit=date(2026, 5, 2), names=("信用报告日期",))
    odd = Facts(case="unreadable", said="2023年", names=("成立日期",))
    return (
        facts.Ground(
            rule="E03",
            title="正常运营年限",
            article="（十一）（一）",
            quote="正常运营3年以上",
            facts=odd,
        ),
        facts.Ground(
            rule="E13",
            title="信用报告",
            article="（十一）（五）",
            quote="具有良好的信用记录和社会信誉",
            facts=blank,
        ),
    )


def _grounds() -> tuple[facts.Ground, ...]:
    return (
        facts.Ground(
            rule="E03",
            title="正常运营年限",
            article="（十一）（一）",
            quote="正常运营3年以上",
            facts=Facts(
                day=Day(date(2024, 3, 1), date(2024, 3, 1)), limit=date(2026, 7, 31), number=3
            ),
        ),
        facts.Ground(
            rule="E09",
            title="监督抽查",
            article="（十一）（五）",
            quote="近3年在各级产品质量监督抽查中未出现不合格",
            why="2025-06-10 省级监督抽查1批次不合格",
        ),
    )


def _meeting() -> facts.MeetingFacts:
    return facts.MeetingFacts(
        day=date(2026, 10, 12),
        members=17,
        present=15,
        quorum=facts.Share(num=2, den=3, strict=False),
        quorum_met=True,
        issued=15,
        collected=15,
        scrutineers="赵示例",
        tellers="钱示例、孙示例",
        venue="示例会议室",
        chair="郑示例",
        absent=("卫示例", "蒋示例"),
        guests="沈示例（评委会监督组）",
    )


def _tallies() -> tuple[facts.AwardTally, ...]:
    needed = 8

    def rows(first: int, votes: list[int]) -> tuple[facts.VoteRow, ...]:
        order = PARTIES[first:] + PARTIES[:first]
        return tuple(
            facts.VoteRow(
                party=party,
                votes=count,
                base=15,
                needed=needed,
                passed=count >= needed,
                rank=str(place) if count >= needed else "",
                outcome="入选" if count >= needed else "未入选",
            )
            for place, (party, count) in enumerate(zip(order, votes, strict=True), 1)
        )

    def tally(award: str, rows: tuple[facts.VoteRow, ...], void: str) -> facts.AwardTally:
        invalid = (("7", void),) if void else ()
        return facts.AwardTally(
            award=award,
            places=5,
            max_marks=5,
            threshold=facts.Share(num=1, den=2, strict=True),
            base=15,
            needed=8,
            collected=15,
            valid=15 - len(invalid),
            blank=1,
            invalid=invalid,
            marks=sum(row.votes for row in rows),
            rows=rows,
            vacant=5 - sum(row.passed for row in rows),
        )

    return (
        tally(FIRST, rows(0, [14, 13, 11, 9, 6, 3]), "标记6家，超过名额"),
        tally(SECOND, rows(4, [14, 13, 6, 5, 3, 2]), ""),
    )


@sample("objection-report")
def _objection() -> facts.ObjectionFacts:
    received = date(2026, 10, 16)
    return facts.ObjectionFacts(
        objection=Objection(
            no="YY-001",
            received=Day(received, received),
            way="来信",
            about=JIA.name,
            matter="反映该企业（组织）2025年发生质量投诉未妥善处理",
            real_name=True,
            evidence="来信及所附材料复印件",
            handler="周示例",
            inquiry="向市场监管局调取投诉处理记录，并到该企业（组织）现场核实",
            finding="不成立",
            replied=None,
        ),
        about=JIA,
        award=FIRST,
        decision="dismissed",
        why="投诉已依法处理完毕，不属于重大投诉",
    )


def _process() -> facts.ProcessFacts:
    return facts.ProcessFacts(
        applied=45,
        left=0,
        passed=40,
        visited=30,
        candidates=20,
        elected=6,
        meeting_day=date(2026, 10, 12),
        meeting_members=17,
        meeting_present=15,
        first_day=date(2026, 10, 14),
        end=date(2026, 10, 20),
        objections=1,
        upheld=0,
        second_failed=0,
        withdrawn=0,
        departments=Counts(
            asked=3, answered=2, silent=(f"{PLACE.name}示例局",), waiting=0, objected=0
        ),
    )


def _aftercare(why: str) -> facts.AftercareFacts:
    return facts.AftercareFacts(
        winner=JIA,
        year=2024,
        award=FIRST,
        why=why,
        heard="2026-08-20 书面陈述，对事实没有异议",
        evidence=("绩效评估报告", "企业书面陈述"),
        until=date(2026, 9, 22),
    )


@sample("recusal-declaration")
@sample("confidentiality-pledge")
def _examiner() -> facts.ExaminerFacts:
    return facts.ExaminerFacts(
        name="吴示例",
        certificate="SL-0001",
        employer="示例大学",
        panel="第一评审组",
        applicants=PARTIES,
    )


@sample("publicity")
def _publicity() -> facts.PublicityFacts:
    return facts.PublicityFacts(
        lists=_lists(),
        meeting_day=date(2026, 10, 12),
        first_day=date(2026, 10, 14),
        end=date(2026, 10, 20),
        days=7,
        unit="natural",
    )


@sample("call")
def _call() -> facts.CallFacts:
    return facts.CallFacts(
        deadline_county=date(2026, 6, 30),
        deadline_city=date(2026, 7, 31),
        anchor=date(2026, 7, 31),
        credit_report_days=90,
    )


@sample("ballot")
def _ballot() -> facts.BallotFacts:
    return facts.BallotFacts(
        awards=(facts.BallotAward(FIRST, 5, PARTIES), facts.BallotAward(SECOND, 5, PARTIES))
    )


@sample("minutes")
def _minutes() -> facts.MinutesFacts:
    return facts.MinutesFacts(
        meeting=_meeting(),
        awards=_tallies(),
        elected=_lists(),
        candidates=len(PARTIES),
        roster=tuple(
            facts.CommitteeSeat(name=f"{name}示例", post=post, employer="示例单位")
            for name, post in zip(
                "郑冯陈褚卫蒋韩杨朱秦尤许钟陆施姚孔",
                ("主任", "副主任", "副主任", *["成员"] * 14),
                strict=True,
            )
        ),
    )


@sample("tally")
def _tally() -> facts.TallyFacts:
    return facts.TallyFacts(
        meeting=_meeting(),
        awards=_tallies(),
        ballot_sha256="0" * 64,
        rules_sha256="f" * 64,
        version="0.0.0",
    )


@sample("approval-request")
def _approval() -> facts.ApprovalFacts:
    return facts.ApprovalFacts(lists=_lists(), process=_process(), handled=(_objection(),))


@sample("supplement")
def _supplement() -> facts.SupplementFacts:
    return facts.SupplementFacts(applicant=JIA, items=_wanted(), until=date(2026, 9, 8))


@sample("ineligible")
def _ineligible() -> facts.IneligibleFacts:
    return facts.IneligibleFacts(applicant=JIA, failed=_grounds(), received=date(2026, 6, 20))


@sample("refusal-sheet")
def _refusal_sheet() -> facts.RefusalSheetFacts:
    item = (
        "（五）切实履行社会责任，依法诚信经营，具有良好的信用记录和社会信誉。近3年在各级产品质量监督"
        "抽查中未出现不合格。"
    )
    open_ = facts.Proposal(
        title="监督抽查", article="（十一）（五）", full=item,
        stated="2024年3月省级监督抽查1批次不合格，已整改", where=f"{A.short}推荐汇总表，推荐汇总表，AM5单元格",
        reading="填有“不合格”，2024-03 在近3年内", period="近3年，2023年7月31日（含）以来",
    )  # fmt: skip
    signed = facts.Proposal(
        title="正常运营满3年", article="（十一）（一）",
        full="（一）在我市行政区域内注册登记，具有独立法人资格，正常运营3年以上。", stated="2024-03-01",
        where=f"{A.short}推荐汇总表，推荐汇总表，R5单元格", reading="成立于2024-03-01，不满3年",
        period="计算至2026年7月31日", signed="不通过", by="张示例", why="查阅营业执照",
    )  # fmt: skip
    return facts.RefusalSheetFacts(proposals=((JIA, (open_, signed)), (YI, (open_,))))


@sample("eligible-list")
@sample("visit-list")
def _parties() -> facts.ListFacts:
    return facts.ListFacts(parties=PARTIES)


@sample("not-shortlisted")
def _not_shortlisted() -> facts.RejectionFacts:
    return facts.RejectionFacts(applicant=JIA, stage=shipped_plan().scored[0])


@sample("not-candidate")
def _not_candidate() -> facts.RejectionFacts:
    return facts.RejectionFacts(applicant=JIA, stage=shipped_plan().scored[-1])


@sample("visit-notice")
def _visit() -> facts.VisitFacts:
    return facts.VisitFacts(applicant=YI, day=date(2026, 9, 20), members=5)


@sample("announcement")
@sample("award-list")
def _awarded() -> facts.AwardFacts:
    return facts.AwardFacts(lists=_lists())


@sample("cancel-request")
def _cancel() -> facts.AftercareFacts:
    return _aftercare("2026年绩效评估得分低于要求，且已停止实施卓越绩效管理")


@sample("revoke-request")
def _revoke() -> facts.AftercareFacts:
    return _aftercare("2026年3月5日发生重大生产安全事故，已经有关部门认定")


@sample("correction-order")
def _correct() -> facts.AftercareFacts:
    return _aftercare("在产品包装上使用质量奖标识")


KINDS = tuple(dict.fromkeys(kind.name for kind in kinds.KINDS))


def sample_letter(kind: str, sample_office: OfficeFacts | None = None) -> Letter:
    """Give a fictitious letter of a kind; KeyError for an unknown kind."""
    issue = facts.Issue(number=NUMBER, day=DAY)
    return WRITERS[kind](sample_office or office(), issue, SAMPLES[kind]())


def sample_fields(kind: str) -> Fields:
    """Give the fields of a fictitious letter of a kind."""
    return sample_letter(kind).fields
