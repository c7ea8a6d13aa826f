"""监督记录表 （二十五）: filled in by hand by the committee's supervisors, one for every stage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.documents.letters import common
from wzqa.documents.letters.registry import letter, sample

if TYPE_CHECKING:
    from wzqa.documents.letters.facts_base import Fields, Issue, Letter, OfficeFacts

# what the supervisors look at, stage by stage （十二）—（二十五）
_POINTS = {
    "apply": ("申报通知公开发布", "受理范围、期限与通知一致", "没有收取费用"),
    "screen": ("审查依据和标准一致", "不通过的结论由人核定", "书面告知未通过的企业（组织）"),
    "papers": ("评审组组成和专家资格符合规定", "回避和保密落实", "名额不超过上限，并列处理有依据"),
    "hearing": (
        "评审组组成和专家资格符合规定",
        "陈述、提问的时间各单位一致",
        "名额不超过上限，并列处理有依据",
    ),
    "site": (
        "评审组按规定程序评审",
        "评审报告现场反馈并经负责人签字",
        "没有收受礼物、礼金、有价证券",
    ),
    "vote": ("到会人数符合要求", "无记名投票，监票、计票人员没有利害关系", "票数核对相符"),
    "publicity": ("公示内容和期限符合规定", "异议逐件调查核实", "反映人的信息得到保密"),
    "award": ("名单与评委会审定的一致", "公示和异议处理完成后上报"),
    "aftercare": ("绩效评估按规定开展", "取消、撤销称号前听取企业（组织）陈述意见"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OversightFacts:
    """The stage that is watched: its name, and what it is, a scored one by what is scored."""

    stage: str
    kind: str


@sample("supervision-record")
def _oversight() -> OversightFacts:
    return OversightFacts(stage="现场评审", kind="site")


@letter("supervision-record")
def supervision_record(office: OfficeFacts, issue: Issue, facts: OversightFacts) -> Letter:  # noqa: ARG001  (the supervisors write the day)
    """Write 监督记录表 of one stage: the points to look at, the rest by hand."""
    stage = facts.stage
    fields: Fields = {
        **common.named(office),
        "环节": stage,
        "监督条款": common.basis(office, "oversight", once=True),
        "监督内容": [
            {"序号": str(number), "内容": text}
            for number, text in enumerate(_POINTS[facts.kind], 1)
        ],
    }
    title = f"{office.label}{office.umbrella}{stage}监督记录表"
    return common.about_many("supervision-record", "监督记录表", title, fields, (), key=stage)
