"""What a cycle can set (settings.md): `Settings` and its sections, checked by pydantic.

Field descriptions are what `init` writes as comments into award.toml; `{E03}` there stands for the
article that the profile's edition cites for that key. Reading and writing: `award_toml`.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Literal, Self

from pydantic import Field, PrivateAttr, field_validator, model_validator

from wzqa.criteria import Criteria, load_criteria
from wzqa.fields import Offered, columns
from wzqa.plan import Plan  # noqa: TC001  (pydantic reads the annotations of its classes)
from wzqa.regulation import Edition, load_edition
from wzqa.stage_rules import Exact, Section, StageRules, Stages, key

FIRST_YEAR, LAST_YEAR = 2000, 2099


class Cycle(Section):
    """[cycle]."""

    year: int = key("评审年度", ge=FIRST_YEAR, le=LAST_YEAR)
    label: str = key("届次名称，如“2026年度”或“第十届”")
    notice_date: date = key("申报通知发布日{notice}")
    deadline_county: date = key("报推荐单位的截止日{E16}")
    deadline_city: date = key("报评审办的截止日；“满N年”与近3年的计算基准日")
    demo: bool = key("true：每页印“演示数据”")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.notice_date < self.deadline_county <= self.deadline_city:
            raise ValueError("须先发通知，deadline_county 不晚于 deadline_city")
        return self


class Basis(Section):
    """[basis]."""

    title: str = key("依据的办法名称，印入每份文书", min_length=1)
    docno: str = key("办法的文号；为空时只能用 --draft 出草稿")
    status: str = key("办法的状态，只印入草稿")


class Office(Section):
    """[office]."""

    name: str = key("评审办全称", min_length=1)
    seal_by: str = key("代章机关，落款第二行；空 = 无")
    contact: str = key("联系人；为空时文书略去并提示")
    phone: str = key("联系电话")
    supervision_phone: str = key("监督电话{oversight}")
    email: str = key("电子邮箱")
    address: str = key("地址")
    postcode: str = key("邮政编码")
    signatory: str = key("上行文的签发人；空 = 留空")
    docno_code: str = key("发文机关代字", min_length=1)
    docno_next: int = key("第一个发文序号；之后以登记为准", ge=1)


class CriteriaSection(Section):
    """[criteria]."""

    edition: str = key("评审标准版本，用最新版本{standard}")
    percent_step: int = key("得分率步长（%）（办法未规定）")

    @field_validator("percent_step")
    @classmethod
    def _divides(cls, value: int) -> int:
        if value < 1 or 100 % value:
            raise ValueError("须能整除100")
        return value


class Eligibility(Section):
    """[eligibility]."""

    anchor: Literal["deadline_city", "deadline_county", "notice_date", "year_end"] = key(
        "“满N年”算到哪一天：deadline_city | deadline_county | notice_date | year_end（办法未规定）"
    )
    ops_years: int = key("正常运营满几年{E03}", ge=0)
    pe_years: int = key("实施卓越绩效管理满几年{E06}", ge=0)
    lookback_years: int = key("监督抽查、事故回溯几年{E09}", ge=0)
    agri_min_grade: Literal["A", "B", "C", "D"] = key("农产品标准化生产绩效评价最低等级{E05}")
    accident_apply: Literal["一般", "较大", "重大", "特别重大"] = key("不得申报的事故最低等级{E10}")
    accident_revoke: Literal["一般", "较大", "重大", "特别重大"] = key(
        "撤销称号的事故最低等级{revoke}"
    )
    ban_years: int = key("撤销后几年内不得申报{E14}", ge=0)
    ban_on: list[Literal["撤销", "取消"]] = key("哪种处理适用禁报期{E14}")
    past_winner: Literal["ignore", "warn", "fail"] = key(
        "往届获奖者：ignore 不看 | warn 提示 | fail 不符合（办法未规定）"
    )
    past_winner_years: int = key(
        "fail 时：评审年度减获奖年度不超过几年；0 = 不限（办法未规定）", ge=0
    )
    credit_report_days: int = key("信用报告在基准日前几天内有效；0 = 不要求（办法未规定）", ge=0)
    materials: list[Literal["自评报告", "申报表", "证明材料", "承诺书"]] = key(
        "申报时须交的材料{E18}；承诺书办法未规定"
    )
    no_reply_means_no_objection: bool = key("true：部门逾期未复视为无意见（办法未规定）")
    require_department_reply: bool = key(
        "true：部门未复前 E04、E09、E10、E12 一律待核实（办法未规定）"
    )
    second_reply: Literal["required", "silence-is-consent"] = key(
        "授奖前复查：required 须等部门答复 | silence-is-consent 逾期未复视为无意见{second_check}"
    )


class Panels(Section):
    """[panels]."""

    min_members: int = key("评审组最少人数{panel}", ge=1)
    max_members: int = key("评审组最多人数{panel}", ge=1)
    qualification: list[str] = key("认可的评审员资格{qualification}")
    max_load: int = key("每名专家每阶段最多评几家（办法未规定）", ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_members > self.max_members:
            raise ValueError("min_members 不能大于 max_members")
        return self


class Comments(Section):
    """[comments]: what `score` says of examiners' words; advisory, no list rests on it."""

    least: int = key("评语不足几个字的提示；0 = 不提示（办法未规定）", ge=0)
    high: int = key("得分率达到多少而没有写优势的提示（办法未规定）", ge=0, le=101)
    low: int = key("得分率在多少以下而没有写改进机会的提示（办法未规定）", ge=-1, le=100)


class Stability(Section):
    """[stability]."""

    replicates: int = key("模拟次数（办法未规定）", ge=0, le=1_000_000)
    seed: str = key("随机种子；评分前定好，不得事后改（办法未规定）", min_length=1)
    confidence: Exact = key("判为稳定的概率，十进制文本（办法未规定）")

    @field_validator("confidence")
    @classmethod
    def _share(cls, value: Decimal) -> Decimal:
        if not Decimal("0.5") < value < 1:
            raise ValueError("须大于0.5且小于1")
        return value


class Quorum(Section):
    """Share of members that must be present; `strict`: more than, else at least."""

    num: int = Field(ge=0)
    den: int = Field(ge=1)
    strict: bool

    @model_validator(mode="after")
    def _share(self) -> Self:
        if self.num > self.den:
            raise ValueError("num 不能大于 den")
        return self


class Threshold(Quorum):
    """Share of `base` that a candidate needs."""

    base: Literal["members", "present", "valid"]


class Vote(Section):
    """[vote]."""

    members: int = key("评委会全体成员数；0 = 未填，不能计票", ge=0)
    quorum: Quorum = key("到会要求：num/den，strict=true 为“超过”（办法未规定）")
    threshold: Threshold = key(
        "当选要求；base：members 全体 | present 到会 | valid 有效票（办法未规定）"
    )
    rules_confirmed: bool = key("上两条经会议确认后改为 true 才能计票（办法未规定）")
    exclusive: bool = key("一家企业（组织）最多获一个奖项（办法未规定）")
    invalid_scope: Literal["section", "ballot"] = key(
        "作废范围：section 该奖项一栏 | ballot 整张票（办法未规定）"
    )
    max_runoffs: int = key("最多再投几轮（办法未规定）", ge=0)


class AwardSection(Section):
    """[[award]]."""

    name: str = key("奖项名称", min_length=1)
    cap: int = key("名额上限{cap_award}", ge=1)
    also: list[str] | None = key(
        "申报奖项一栏里也认的写法：全称、简称；不写 = 用办法版本的", default=None
    )


class Department(Section):
    """[[department]]."""

    name: str = key("征求意见的部门{screen}", min_length=1)
    matters: str = key("请其核查的事项")
    rules: list[str] = key("其答复可以落定的规则编号")
    contact: str = key("联系人")

    @field_validator("rules")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        for rule in value:
            if not re.fullmatch(r"E\d\d", rule):
                raise ValueError(f"没有规则“{rule}”")
        return value


class Publicity(Section):
    """[publicity]."""

    days: int = key("公示天数{publicity}", ge=1, le=60)
    unit: Literal["natural", "working"] = key("natural 自然日 | working 工作日（办法未规定）")
    first_day: Literal["next", "same"] = key(
        "next 张贴次日起算 | same 当日起算（办法未规定；民法典201条为次日）"
    )
    roll_over_holiday: bool = key("末日是休息日的顺延到次一工作日（办法未规定；民法典203条）")
    calendar: str = key("自备放假安排文件（.toml，届次目录内）；空 = 用随附的")
    list_order: Literal["region", "name", "drawn"] = key(
        "名单排序：region 区划 | name 名称 | drawn 抽签（办法未规定）"
    )


class Fonts(Section):
    """Faces by Chinese family name (documents.md §5.4)."""

    title: str
    body: str
    level1: str
    level2: str
    page: str


class Letters(Section):
    """[letters]."""

    show_score: bool = key("true：对外文书可印得分（办法未规定）")
    appeal_days: int = key("书面异议工作日数；0 = 不写（办法未规定）", ge=0)
    supplement_days: int = key("补正工作日数（办法未规定）", ge=1)
    reply_days: int = key("部门答复工作日数（办法未规定）", ge=1)
    supplement_once: bool = key("true：补正以一次为限（办法未规定）")
    correct_days: int = key("责令改正后报告的工作日数（办法未规定）", ge=1)
    copies: int = key("纸质申报材料和补正材料的份数（办法未规定）", ge=1, le=20)
    name_examiners: bool = key(
        "true：现场评审通知列出评审组名单；false：请受评单位报送近3年的咨询机构和人员（办法未规定）"
    )
    feedback: bool = key("true：出评审意见反馈（办法未规定）")
    not_candidate: bool = key("true：出未列入候选名单告知书（办法未规定）")
    line_pitch_pt: Annotated[float, Field(strict=False, ge=20, le=40)] = key(
        "行距（磅）；28.95 每页22行"
    )
    fonts: Fonts = key("字体（中文名）")


class Lint(Section):
    """[lint]."""

    forbid: list[str] = key("文书禁用词")
    warn: list[str] = key("正式文书中提示的词")


class Settings(Section):
    """One cycle's settings, complete."""

    profile: str
    cycle: Cycle
    basis: Basis
    office: Office
    criteria: CriteriaSection
    eligibility: Eligibility
    panels: Panels
    stage: Stages
    comments: Comments = Comments(least=15, high=70, low=30)  # editions written before have none
    stability: Stability
    vote: Vote
    award: list[AwardSection] = Field(min_length=1)
    department: list[Department]
    publicity: Publicity
    letters: Letters
    lint: Lint
    _own: Edition | None = PrivateAttr(default=None)

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [award.name for award in self.award]
        if len(set(names)) != len(names):
            raise ValueError("[[award]] 有重名")
        for rules in self.stage.rules.values():
            for floor in rules.further_floors:
                award = floor.removeprefix("award:")
                if award != floor and award not in names:
                    raise ValueError(f"floors：没有“{award}”这个奖项")
        offices = [d.name for d in self.department]
        if len(set(offices)) != len(offices):
            raise ValueError("[[department]] 有重名")
        return self

    @property
    def anchor(self) -> date:
        """The day that 满N年 and the look-back count from."""
        if self.eligibility.anchor == "year_end":
            return date(self.cycle.year, 12, 31)
        day: date = getattr(self.cycle, self.eligibility.anchor)
        return day

    @property
    def edition(self) -> Edition:
        """The edition of the regulation that the profile names: the office's own, or a shipped one."""
        return self._own or load_edition(self.profile)

    @property
    def offered(self) -> Offered:
        """What applicants are asked for: the columns as the area speaks of them, the awards."""
        area = self.edition.area
        known = {a["name"]: a.get("also", ()) for a in self.edition.defaults["award"]}
        also = {a.name: known.get(a.name, ()) if a.also is None else a.also for a in self.award}
        return Offered(
            awards=tuple(award.name for award in self.award),
            spellings=tuple((word, name) for name, words in also.items() for word in words),
            fields=columns(replace(area.speech, lookback=self.eligibility.lookback_years)),
            regions=tuple(region.name for region in area.regions),
            umbrella=self.edition.umbrella,
        )

    @property
    def standard(self) -> Criteria:
        """The criteria with their points: the edition's own, else the standard's as shipped."""
        own = self.edition.criteria
        return (
            own
            if own and own.edition == self.criteria.edition
            else load_criteria(self.criteria.edition)
        )

    @property
    def has_own_edition(self) -> bool:
        """Say whether the edition is the office's own."""
        return self._own is not None

    def resting_on(self, edition: Edition | None) -> Settings:
        """Give the same settings over an edition of the office's own."""
        same = self.model_copy()
        same._own = edition  # noqa: SLF001  (ours)
        return same

    def stage_rules(self, stage: str) -> StageRules:
        """The rules of a scored stage."""
        return self.stage.rules[stage]

    @property
    def plan(self) -> Plan:
        """The stages of the award."""
        return self.edition.plan
