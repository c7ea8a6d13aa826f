"""Papers that each examiner signs before the review: 回避声明, 保密承诺书 （二十四）."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.documents.letters import common
from wzqa.documents.letters.facts_base import Letter
from wzqa.documents.letters.registry import letter, sample

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, OfficeFacts
    from wzqa.documents.letters.facts_decided import ExaminerFacts


def _examiner(office: OfficeFacts, facts: ExaminerFacts) -> dict[str, str]:
    return {
        **common.named(office),
        "发文机关": office.name,
        "姓名": facts.name,
        "工作单位": facts.employer or "未登记",
        "资格证书号": facts.certificate or "未登记",
    }


def _paper(kind: str, template: str, title: str, facts: ExaminerFacts, fields: Fields) -> Letter:
    key = f"{facts.name}_{facts.certificate}" if facts.certificate else facts.name
    return Letter(
        kind=kind,
        key=key,
        title=title,
        to="",
        subject_name=f"{facts.panel}_{facts.name}",
        numbered=False,
        template=template,
        fields=fields,
        own_names=common.names_of(facts.applicants),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentFacts:
    """One examiner in force for a stage （九）2."""

    name: str
    certificate: str
    employer: str
    panel: str
    leads: bool
    stage: str  # 资料评审 | 现场评审


@sample("appointment")
def _appointment() -> AppointmentFacts:
    return AppointmentFacts(
        name="吴示例",
        certificate="SL-0001",
        employer="示例大学",
        panel="第一评审组",
        leads=True,
        stage="现场评审",
    )


@letter("appointment")
def appointment(office: OfficeFacts, issue: Issue, facts: AppointmentFacts) -> Letter:
    """Write 专家聘书, one per examiner in force."""
    post = "组长" if facts.leads else "成员"
    known = (facts.employer, f"资格证书号：{facts.certificate}" if facts.certificate else "")
    inner = "，".join(text for text in known if text)
    fields: Fields = {
        **common.named(office),
        **common.signed(office, issue),
        "办法依据": common.basis(office, "panel", once=True),
        "姓名": facts.name,
        "身份说明": f"（{inner}）" if inner else "",
        "阶段": facts.stage,
        "职务": f"{facts.panel}{post}" if facts.panel else f"评审组{post}",
    }
    return Letter(
        kind="appointment",
        key=f"{facts.name}_{facts.certificate}" if facts.certificate else facts.name,
        title=f"{office.label}{office.umbrella}评审专家聘书",
        to=facts.name,
        subject_name=facts.name,
        numbered=False,
        template="专家聘书",
        fields=fields,
        own_names=(),
    )


@letter("recusal-declaration")
def recusal_declaration(office: OfficeFacts, issue: Issue, facts: ExaminerFacts) -> Letter:  # noqa: ARG001  (undated: the examiner writes the day)
    """Write 回避声明, one per examiner, with the applicants given to the examiner's panels."""
    fields: Fields = {
        **_examiner(office, facts),
        "评审组": facts.panel,
        "办法依据": common.basis(office, "recusal", once=True).rstrip("0123456789"),
        "名单": common.party_rows(common.in_list_order(office, facts.applicants)),
    }
    title = f"{office.label}{office.umbrella}评审专家回避声明"
    return _paper("recusal-declaration", "回避声明", title, facts, fields)


@letter("confidentiality-pledge")
def confidentiality_pledge(office: OfficeFacts, issue: Issue, facts: ExaminerFacts) -> Letter:  # noqa: ARG001  (undated: the examiner writes the day)
    """Write 保密承诺书, one per examiner."""
    fields: Fields = {
        **_examiner(office, facts),
        "办法依据": common.basis(office, "recusal", once=True).rstrip("0123456789"),
    }
    title = f"{office.label}{office.umbrella}评审专家保密承诺书"
    return _paper("confidentiality-pledge", "保密承诺书", title, facts, fields)
