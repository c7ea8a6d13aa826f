"""Papers that each examiner signs before the review: 回避声明, 保密承诺书 （二十四）."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.documents.letters import common
from wzqa.documents.letters.facts_base import Letter
from wzqa.documents.letters.registry import letter

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


@letter("recusal-declaration")
def recusal_declaration(office: OfficeFacts, issue: Issue, facts: ExaminerFacts) -> Letter:  # noqa: ARG001  (undated: the examiner writes the day)
    """Write 回避声明, one per examiner, with the applicants given to the examiner's panels."""
    fields: Fields = {
        **_examiner(office, facts),
        "评审组": facts.panel,
        "办法依据": common.basis(office, "recusal"),
        "名单": common.party_rows(common.in_list_order(office, facts.applicants)),
    }
    title = f"{office.label}{office.umbrella}评审专家回避声明"
    return _paper("recusal-declaration", "回避声明", title, facts, fields)


@letter("confidentiality-pledge")
def confidentiality_pledge(office: OfficeFacts, issue: Issue, facts: ExaminerFacts) -> Letter:  # noqa: ARG001  (undated: the examiner writes the day)
    """Write 保密承诺书, one per examiner."""
    fields: Fields = {
        **_examiner(office, facts),
        "办法依据": common.basis(office, "recusal").rstrip("0123456789"),
    }
    title = f"{office.label}{office.umbrella}评审专家保密承诺书"
    return _paper("confidentiality-pledge", "保密承诺书", title, facts, fields)
