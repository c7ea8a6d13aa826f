"""What a cycle can set (settings.md): `Settings` and its sections, checked by pydantic.

Field descriptions are what `init` writes as comments into award.toml; `{E03}` there stands for the
article that the profile's edition cites for that key. Reading and writing: `award_toml`.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    field_validator,
    model_validator,
)

from wzqa.criteria import Criteria, load_criteria
from wzqa.fields import Offered, columns
from wzqa.regulation import Edition, load_edition

FIRST_YEAR, LAST_YEAR = 2000, 2099


def _decimal_text(value: object) -> object:
    """Take decimal text only: a TOML float has already lost its exactness."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        msg = '须写成带引号的十进制数，如 "0.4"'
        raise ValueError(msg)  # noqa: TRY004  (pydantic turns ValueError into a message)
    try:
        number = Decimal(value)
    except InvalidOperation:
        msg = f"“{value}”不是十进制数"
        raise ValueError(msg) from None
    if not number.is_finite():
        msg = f"“{value}”不是十进制数"
        raise ValueError(msg)
    return number


def _optional_decimal(value: object) -> object:
    return None if value in ("", None) else _decimal_text(value)


Exact = Annotated[Decimal, BeforeValidator(_decimal_text), PlainSerializer(str)]
Floor = Annotated[
    Decimal | None,
    BeforeValidator(_optional_decimal),
    PlainSerializer(lambda v: "" if v is None else str(v)),
]


class Section(BaseModel):
    """A table of award.toml: no unknown keys, no coercion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Cycle(Section):
    """[cycle]."""

    year: int = Field(ge=FIRST_YEAR, le=LAST_YEAR, description="评审年度")
    label: str = Field(description="届次名称，如“2026年度”或“第十届”")
    notice_date: date = Field(description="申报通知发布日{notice}")
    deadline_county: date = Field(description="报推荐单位的截止日{E16}")
    deadline_city: date = Field(description="报评审办的截止日；“满N年”与近3年的计算基准日")
    demo: bool = Field(description="true：每页印“演示数据”")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.notice_date < self.deadline_county <= self.deadline_city:
            msg = "须先发通知，deadline_county 不晚于 deadline_city"
            raise ValueError(msg)
        return self


class Basis(Section):
    """[basis]."""

    title: str = Field(min_length=1, description="依据的办法名称，印入每份文书")
    docno: str = Field(description="办法的文号；为空时只能用 --draft 出草稿")
    status: str = Field(description="办法的状态，只印入草稿")


class Office(Section):
    """[office]."""

    name: str = Field(min_length=1, description="评审办全称")
    seal_by: str = Field(description="代章机关，落款第二行；空 = 无")
    contact: str = Field(description="联系人；为空时文书略去并提示")
    phone: str = Field(description="联系电话")
    supervision_phone: str = Field(description="监督电话{oversight}")
    email: str = Field(description="电子邮箱")
    address: str = Field(description="地址")
    postcode: str = Field(description="邮政编码")
    signatory: str = Field(description="上行文的签发人；空 = 留空")
    docno_code: str = Field(min_length=1, description="发文机关代字")
    docno_next: int = Field(ge=1, description="第一个发文序号；之后以登记为准")


class CriteriaSection(Section):
    """[criteria]."""

    edition: str = Field(description="评审标准版本，用最新版本{standard}")
    percent_step: int = Field(description="得分率步长（%）（办法未规定）")

    @field_validator("percent_step")
    @classmethod
    def _divides(cls, value: int) -> int:
        if value < 1 or 100 % value:
            msg = "须能整除100"
            raise ValueError(msg)
        return value


class Eligibility(Section):
    """[eligibility]."""

    anchor: Literal["deadline_city", "deadline_county", "notice_date", "year_end"] = Field(
        description="“满N年”算到哪一天：deadline_city | deadline_county | notice_date | "
        "year_end（办法未规定）"
    )
    ops_years: int = Field(ge=0, description="正常运营满几年{E03}")
    pe_years: int = Field(ge=0, description="实施卓越绩效管理满几年{E06}")
    lookback_years: int = Field(ge=0, description="监督抽查、事故回溯几年{E09}")
    agri_min_grade: Literal["A", "B", "C", "D"] = Field(
        description="农产品标准化生产绩效评价最低等级{E05}"
    )
    accident_apply: Literal["一般", "较大", "重大", "特别重大"] = Field(
        description="不得申报的事故最低等级{E10}"
    )
    accident_revoke: Literal["一般", "较大", "重大", "特别重大"] = Field(
        description="撤销称号的事故最低等级{revoke}"
    )
    ban_years: int = Field(ge=0, description="撤销后几年内不得申报{E14}")
    ban_on: list[Literal["撤销", "取消"]] = Field(description="哪种处理适用禁报期{E14}")
    past_winner: Literal["ignore", "warn", "fail"] = Field(
        description="往届获奖者：ignore 不看 | warn 提示 | fail 不符合（办法未规定）"
    )
    past_winner_years: int = Field(
        ge=0, description="fail 时：评审年度减获奖年度不超过几年；0 = 不限（办法未规定）"
    )
    credit_report_days: int = Field(
        ge=0, description="信用报告在基准日前几天内有效；0 = 不要求（办法未规定）"
    )
    materials: list[Literal["自评报告", "申报表", "证明材料", "承诺书"]] = Field(
        description="申报时须交的材料{E18}；承诺书办法未规定"
    )
    no_reply_means_no_objection: bool = Field(
        description="true：部门逾期未复视为无意见（办法未规定）"
    )
    require_department_reply: bool = Field(
        description="true：部门未复前 E04、E09、E10、E12 一律待核实（办法未规定）"
    )
    second_reply: Literal["required", "silence-is-consent"] = Field(
        description="授奖前复查：required 须等部门答复 | silence-is-consent 逾期未复视为无意见"
        "{second_check}"
    )


class Panels(Section):
    """[panels]."""

    min_members: int = Field(ge=1, description="评审组最少人数{panel}")
    max_members: int = Field(ge=1, description="评审组最多人数{panel}")
    qualification: list[str] = Field(description="认可的评审员资格{qualification}")
    max_load: int = Field(ge=1, description="每名专家每阶段最多评几家（办法未规定）")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_members > self.max_members:
            msg = "min_members 不能大于 max_members"
            raise ValueError(msg)
        return self


class Trim(Section):
    """Dropping extremes (arithmetic.md §1.4)."""

    level: Literal["total", "category", "item"]
    drop: int = Field(default=1, ge=1, le=3)
    min_cards: int = Field(ge=3)
    fallback: Literal["hold", "mean_for_all"]

    @model_validator(mode="after")
    def _leaves_some(self) -> Self:
        if self.min_cards <= 2 * self.drop:
            msg = f"去掉最高、最低各{self.drop}份，min_cards 须不少于{2 * self.drop + 1}"
            raise ValueError(msg)
        return self


class Flags(Section):
    """Thresholds of the flags (arithmetic.md §3.2), points or percentage points."""

    card_points: int = Field(ge=0)
    card_sd: int = Field(ge=0)
    item_percent: int = Field(ge=0)
    consensus_points: int = Field(ge=0)


_PART = re.compile(r"([^\s=]+)=((?:0?\.|0\.)\d+)")


class Weights(Section):
    """Weights in the combined score (arithmetic.md §1.7).

    `further`: parts without score sheets, `陈述答辩=0.2`; their points come in as 其他环节得分.
    """

    review: Exact
    visit: Exact
    further: list[str] = []

    @model_validator(mode="after")
    def _sum(self) -> Self:
        for text in self.further:
            if not _PART.fullmatch(text):
                msg = f"further：看不懂“{text}”，须如 陈述答辩=0.2"
                raise ValueError(msg)
        parts = self.parts
        if sum(parts.values()) != 1 or min(parts.values()) < 0:
            msg = f"{'各个' if self.further else '两个'}权重须在0到1之间且合计正好为1"
            raise ValueError(msg)
        if len(parts) != 2 + len(self.further):
            msg = "further：同一环节写了两次"
            raise ValueError(msg)
        return self

    @property
    def others(self) -> dict[str, Decimal]:
        """Give the weights of the parts besides the two stages."""
        pairs = (text.partition("=") for text in self.further)
        return {name: Decimal(share) for name, _, share in pairs}

    @property
    def parts(self) -> dict[str, Decimal]:
        """Give all weights: `review`, `visit`, then the further parts by name."""
        return {"review": self.review, "visit": self.visit} | self.others


_FLOOR = re.compile(r"(category:\d\.\d+|award:[^=]+)=(\d+(?:\.\d+)?)")
_CHAIN_KEY = re.compile(r"category:\d\.\d+|item:\d\.\d+\.\d+|score:(review|visit)|county_award")


class StageRules(Section):
    """[stage.review], [stage.visit]."""

    method: Literal["mean", "trimmed", "median", "consensus"] = Field(
        description="汇总方法：mean 平均 | trimmed 去极值 | median 中位 | "
        "consensus 合议（办法未规定）"
    )
    trim: Trim = Field(
        description="去极值：level 层级 total|category|item，drop 最高、最低各去几份，min_cards 最少份数，"
        "fallback hold|mean_for_all（办法未规定）"
    )
    min_cards: int = Field(ge=1, description="每家最少有效评分表份数{panel}")
    decimals: int = Field(ge=0, le=6, description="得分保留几位小数（办法未规定）")
    rounding: Literal["half_up", "gb8170"] = Field(
        description="修约：half_up 四舍五入 | gb8170 四舍六入五成双（办法未规定）"
    )
    weights: Weights | None = Field(
        default=None,
        description='资料、现场得分权重{visit}；further 另计的环节，如 ["陈述答辩=0.2"]（办法未规定）',
    )
    cap: int = Field(ge=1, description="名额上限，不得突破")
    floor: Floor = Field(description="最低得分线，十进制文本；空 = 无（办法未规定）")
    floors: list[str] = Field(
        default=[],
        description="各类目、各奖项的最低得分线，如 category:4.7=200、award:质量奖=600（办法未规定）",
    )
    tie: Literal["hold", "chain", "exclude"] = Field(
        description="线上并列：hold 停下待决定 | chain 依次比较 | exclude 都不取（办法未规定）"
    )
    tie_chain: list[str] = Field(
        description="chain 时依次比较的键，如 category:4.7、item:4.7.2、score:review、"
        "county_award（办法未规定）"
    )
    flags: Flags = Field(
        description="提示线：单份偏离分数、标准差倍数、条目偏离百分点、合议偏离分数（办法未规定）"
    )

    @field_validator("floors")
    @classmethod
    def _floors(cls, value: list[str]) -> list[str]:
        for text in value:
            if not _FLOOR.fullmatch(text):
                msg = f"看不懂“{text}”，须如 category:4.7=200 或 award:质量奖=600"
                raise ValueError(msg)
        keys = [text.partition("=")[0] for text in value]
        if len(set(keys)) != len(keys):
            msg = "同一类目或奖项写了两条最低得分线"
            raise ValueError(msg)
        return value

    @property
    def further_floors(self) -> dict[str, Decimal]:
        """Give the floors of categories and awards: `category:4.7`, `award:质量奖` → points."""
        return {key: Decimal(least) for key, _, least in (t.partition("=") for t in self.floors)}

    def as_basis(self) -> dict[str, object]:
        """Give what a list rests on; keys that came later count only where they say something.

        So a list that was confirmed before such a key existed does not become stale by an update.
        """
        found = self.model_dump(mode="json")
        if self.trim.drop == 1:
            del found["trim"]["drop"]
        if not self.floors:
            del found["floors"]
        if self.weights is not None and not self.weights.further:
            del found["weights"]["further"]
        return found

    @field_validator("tie_chain")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        for key in value:
            if not _CHAIN_KEY.fullmatch(key):
                msg = f"不认识的比较键“{key}”"
                raise ValueError(msg)
        return value

    @model_validator(mode="after")
    def _chain(self) -> Self:
        if self.tie == "chain" and not self.tie_chain:
            msg = 'tie = "chain" 时 tie_chain 不能为空'
            raise ValueError(msg)
        return self


class Stages(Section):
    """[stage]."""

    review: StageRules
    visit: StageRules

    @model_validator(mode="after")
    def _weights(self) -> Self:
        if self.review.weights is not None:
            msg = "weights 只用于 [stage.visit]"
            raise ValueError(msg)
        if self.visit.weights is None:
            msg = "[stage.visit] 缺少 weights"
            raise ValueError(msg)
        if "score:visit" in self.review.tie_chain:
            msg = "资料评审时还没有现场得分，tie_chain 不能用 score:visit"
            raise ValueError(msg)
        return self


class Comments(Section):
    """[comments]: what `score` says of examiners' words; advisory, no list rests on it."""

    least: int = Field(ge=0, description="评语不足几个字的提示；0 = 不提示（办法未规定）")
    high: int = Field(ge=0, le=101, description="得分率达到多少而没有写优势的提示（办法未规定）")
    low: int = Field(
        ge=-1, le=100, description="得分率在多少以下而没有写改进机会的提示（办法未规定）"
    )


class Stability(Section):
    """[stability]."""

    replicates: int = Field(ge=0, le=1_000_000, description="模拟次数（办法未规定）")
    seed: str = Field(min_length=1, description="随机种子；评分前定好，不得事后改（办法未规定）")
    confidence: Exact = Field(description="判为稳定的概率，十进制文本（办法未规定）")

    @field_validator("confidence")
    @classmethod
    def _share(cls, value: Decimal) -> Decimal:
        if not Decimal("0.5") < value < 1:
            msg = "须大于0.5且小于1"
            raise ValueError(msg)
        return value


class Quorum(Section):
    """Share of members that must be present; `strict`: more than, else at least."""

    num: int = Field(ge=0)
    den: int = Field(ge=1)
    strict: bool

    @model_validator(mode="after")
    def _share(self) -> Self:
        if self.num > self.den:
            msg = "num 不能大于 den"
            raise ValueError(msg)
        return self


class Threshold(Quorum):
    """Share of `base` that a candidate needs."""

    base: Literal["members", "present", "valid"]


class Vote(Section):
    """[vote]."""

    members: int = Field(ge=0, description="评委会全体成员数；0 = 未填，不能计票")
    quorum: Quorum = Field(description="到会要求：num/den，strict=true 为“超过”（办法未规定）")
    threshold: Threshold = Field(
        description="当选要求；base：members 全体 | present 到会 | valid 有效票（办法未规定）"
    )
    rules_confirmed: bool = Field(description="上两条经会议确认后改为 true 才能计票（办法未规定）")
    exclusive: bool = Field(description="一家企业（组织）最多获一个奖项（办法未规定）")
    invalid_scope: Literal["section", "ballot"] = Field(
        description="作废范围：section 该奖项一栏 | ballot 整张票（办法未规定）"
    )
    max_runoffs: int = Field(ge=0, description="最多再投几轮（办法未规定）")


class AwardSection(Section):
    """[[award]]."""

    name: str = Field(min_length=1, description="奖项名称")
    cap: int = Field(ge=1, description="名额上限{cap_award}")
    also: list[str] | None = Field(
        default=None, description="申报奖项一栏里也认的写法：全称、简称；不写 = 用办法版本的"
    )


class Department(Section):
    """[[department]]."""

    name: str = Field(min_length=1, description="征求意见的部门{screen}")
    matters: str = Field(description="请其核查的事项")
    rules: list[str] = Field(description="其答复可以落定的规则编号")
    contact: str = Field(description="联系人")

    @field_validator("rules")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        for rule in value:
            if not re.fullmatch(r"E\d\d", rule):
                msg = f"没有规则“{rule}”"
                raise ValueError(msg)
        return value


class Publicity(Section):
    """[publicity]."""

    days: int = Field(ge=1, le=60, description="公示天数{publicity}")
    unit: Literal["natural", "working"] = Field(
        description="natural 自然日 | working 工作日（办法未规定）"
    )
    first_day: Literal["next", "same"] = Field(
        description="next 张贴次日起算 | same 当日起算（办法未规定；民法典201条为次日）"
    )
    roll_over_holiday: bool = Field(
        description="末日是休息日的顺延到次一工作日（办法未规定；民法典203条）"
    )
    calendar: str = Field(description="自备放假安排文件（.toml，届次目录内）；空 = 用随附的")
    list_order: Literal["region", "name", "drawn"] = Field(
        description="名单排序：region 区划 | name 名称 | drawn 抽签（办法未规定）"
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

    show_score: bool = Field(description="true：对外文书可印得分（办法未规定）")
    appeal_days: int = Field(ge=0, description="书面异议工作日数；0 = 不写（办法未规定）")
    supplement_days: int = Field(ge=1, description="补正工作日数（办法未规定）")
    reply_days: int = Field(ge=1, description="部门答复工作日数（办法未规定）")
    supplement_once: bool = Field(description="true：补正以一次为限（办法未规定）")
    correct_days: int = Field(ge=1, description="责令改正后报告的工作日数（办法未规定）")
    copies: int = Field(ge=1, le=20, description="纸质申报材料和补正材料的份数（办法未规定）")
    name_examiners: bool = Field(
        description="true：现场评审通知列出评审组名单；false：请受评单位报送近3年的咨询机构和"
        "人员（办法未规定）"
    )
    feedback: bool = Field(description="true：出评审意见反馈（办法未规定）")
    not_candidate: bool = Field(description="true：出未列入候选名单告知书（办法未规定）")
    line_pitch_pt: Annotated[float, Field(strict=False, ge=20, le=40)] = Field(
        description="行距（磅）；28.95 每页22行"
    )
    fonts: Fonts = Field(description="字体（中文名）")


class Lint(Section):
    """[lint]."""

    forbid: list[str] = Field(description="文书禁用词")
    warn: list[str] = Field(description="正式文书中提示的词")


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
            msg = "[[award]] 有重名"
            raise ValueError(msg)
        for rules in (self.stage.review, self.stage.visit):
            for key in rules.further_floors:
                if key.startswith("award:") and key.removeprefix("award:") not in names:
                    msg = f"floors：没有“{key.removeprefix('award:')}”这个奖项"
                    raise ValueError(msg)
        offices = [d.name for d in self.department]
        if len(set(offices)) != len(offices):
            msg = "[[department]] 有重名"
            raise ValueError(msg)
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
            fields=columns(area.speech),
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
        """The rules of `review` or `visit`."""
        rules: StageRules = getattr(self.stage, stage)
        return rules
