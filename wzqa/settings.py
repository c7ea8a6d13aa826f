"""What a cycle can set (settings.md): `Settings` and its sections, checked by pydantic.

Field descriptions are what `init` writes as comments into award.toml; `{E03}` there stands for the
article that the profile's edition cites for that key. Reading and writing: `award_toml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator  # noqa: TC003  (pydantic reads the annotations of its classes)
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    PrivateAttr,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from wzqa.criteria import Criteria, load_criteria
from wzqa.fields import Offered, columns
from wzqa.plan import Plan  # noqa: TC001  (pydantic reads the annotations of its classes)
from wzqa.regulation import Edition, load_edition

FIRST_YEAR, LAST_YEAR = 2000, 2099


def _decimal_text(value: object) -> object:
    """Take decimal text only: a TOML float has already lost its exactness."""
    if isinstance(value, Decimal):
        return value
    if not isinstance(value, str):
        raise ValueError('须写成带引号的十进制数，如 "0.4"')  # noqa: TRY004  (pydantic turns ValueError into a message)
    try:
        number = Decimal(value)
    except InvalidOperation:
        raise ValueError(f"“{value}”不是十进制数") from None
    if not number.is_finite():
        raise ValueError(f"“{value}”不是十进制数")
    return number


def _optional_decimal(value: object) -> object:
    return None if value in ("", None) else _decimal_text(value)


Exact = Annotated[Decimal, BeforeValidator(_decimal_text), PlainSerializer(str)]
Floor = Annotated[
    Decimal | None,
    BeforeValidator(_optional_decimal),
    PlainSerializer(lambda v: "" if v is None else str(v)),
]


def _key(text: str, **limits: Any) -> Any:
    """Give a key of award.toml its Chinese line and its limits."""
    return Field(description=text, **limits)


class Section(BaseModel):
    """A table of award.toml: no unknown keys, no coercion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Cycle(Section):
    """[cycle]."""

    year: int = _key("评审年度", ge=FIRST_YEAR, le=LAST_YEAR)
    label: str = _key("届次名称，如“2026年度”或“第十届”")
    notice_date: date = _key("申报通知发布日{notice}")
    deadline_county: date = _key("报推荐单位的截止日{E16}")
    deadline_city: date = _key("报评审办的截止日；“满N年”与近3年的计算基准日")
    demo: bool = _key("true：每页印“演示数据”")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.notice_date < self.deadline_county <= self.deadline_city:
            raise ValueError("须先发通知，deadline_county 不晚于 deadline_city")
        return self


class Basis(Section):
    """[basis]."""

    title: str = _key("依据的办法名称，印入每份文书", min_length=1)
    docno: str = _key("办法的文号；为空时只能用 --draft 出草稿")
    status: str = _key("办法的状态，只印入草稿")


class Office(Section):
    """[office]."""

    name: str = _key("评审办全称", min_length=1)
    seal_by: str = _key("代章机关，落款第二行；空 = 无")
    contact: str = _key("联系人；为空时文书略去并提示")
    phone: str = _key("联系电话")
    supervision_phone: str = _key("监督电话{oversight}")
    email: str = _key("电子邮箱")
    address: str = _key("地址")
    postcode: str = _key("邮政编码")
    signatory: str = _key("上行文的签发人；空 = 留空")
    docno_code: str = _key("发文机关代字", min_length=1)
    docno_next: int = _key("第一个发文序号；之后以登记为准", ge=1)


class CriteriaSection(Section):
    """[criteria]."""

    edition: str = _key("评审标准版本，用最新版本{standard}")
    percent_step: int = _key("得分率步长（%）（办法未规定）")

    @field_validator("percent_step")
    @classmethod
    def _divides(cls, value: int) -> int:
        if value < 1 or 100 % value:
            raise ValueError("须能整除100")
        return value


class Eligibility(Section):
    """[eligibility]."""

    anchor: Literal["deadline_city", "deadline_county", "notice_date", "year_end"] = _key(
        "“满N年”算到哪一天：deadline_city | deadline_county | notice_date | year_end（办法未规定）"
    )
    ops_years: int = _key("正常运营满几年{E03}", ge=0)
    pe_years: int = _key("实施卓越绩效管理满几年{E06}", ge=0)
    lookback_years: int = _key("监督抽查、事故回溯几年{E09}", ge=0)
    agri_min_grade: Literal["A", "B", "C", "D"] = _key("农产品标准化生产绩效评价最低等级{E05}")
    accident_apply: Literal["一般", "较大", "重大", "特别重大"] = _key(
        "不得申报的事故最低等级{E10}"
    )
    accident_revoke: Literal["一般", "较大", "重大", "特别重大"] = _key(
        "撤销称号的事故最低等级{revoke}"
    )
    ban_years: int = _key("撤销后几年内不得申报{E14}", ge=0)
    ban_on: list[Literal["撤销", "取消"]] = _key("哪种处理适用禁报期{E14}")
    past_winner: Literal["ignore", "warn", "fail"] = _key(
        "往届获奖者：ignore 不看 | warn 提示 | fail 不符合（办法未规定）"
    )
    past_winner_years: int = _key(
        "fail 时：评审年度减获奖年度不超过几年；0 = 不限（办法未规定）", ge=0
    )
    credit_report_days: int = _key("信用报告在基准日前几天内有效；0 = 不要求（办法未规定）", ge=0)
    materials: list[Literal["自评报告", "申报表", "证明材料", "承诺书"]] = _key(
        "申报时须交的材料{E18}；承诺书办法未规定"
    )
    no_reply_means_no_objection: bool = _key("true：部门逾期未复视为无意见（办法未规定）")
    require_department_reply: bool = _key(
        "true：部门未复前 E04、E09、E10、E12 一律待核实（办法未规定）"
    )
    second_reply: Literal["required", "silence-is-consent"] = _key(
        "授奖前复查：required 须等部门答复 | silence-is-consent 逾期未复视为无意见{second_check}"
    )


class Panels(Section):
    """[panels]."""

    min_members: int = _key("评审组最少人数{panel}", ge=1)
    max_members: int = _key("评审组最多人数{panel}", ge=1)
    qualification: list[str] = _key("认可的评审员资格{qualification}")
    max_load: int = _key("每名专家每阶段最多评几家（办法未规定）", ge=1)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_members > self.max_members:
            raise ValueError("min_members 不能大于 max_members")
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
            raise ValueError(
                f"去掉最高、最低各{self.drop}份，min_cards 须不少于{2 * self.drop + 1}"
            )
        return self


class Flags(Section):
    """Thresholds of the flags (arithmetic.md §3.2), points or percentage points."""

    card_points: int = Field(ge=0)
    card_sd: int = Field(ge=0)
    item_percent: int = Field(ge=0)
    consensus_points: int = Field(ge=0)


_PART = re.compile(r"([^\s=]+)=((?:0?\.|0\.)\d+)")


class Weights(Section):
    """Weights in the combined score (arithmetic.md §1.7): a share of each stage up to this one.

    `further`: parts without score sheets, `陈述答辩=0.2`; their points come in as 其他环节得分.
    """

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, Exact] = Field(init=False)
    further: list[str] = []

    @model_validator(mode="after")
    def _sum(self) -> Self:
        for text in self.further:
            if not _PART.fullmatch(text):
                raise ValueError(f"further：看不懂“{text}”，须如 陈述答辩=0.2")
        parts = self.parts
        if not self.stages or sum(parts.values()) != 1 or min(parts.values()) < 0:
            which = "两个" if len(self.stages) == 2 and not self.further else "各个"  # noqa: PLR2004
            raise ValueError(f"{which}权重须在0到1之间且合计正好为1")
        if len(parts) != len(self.stages) + len(self.further):
            raise ValueError("further：同一环节写了两次")
        return self

    @model_serializer(mode="wrap")
    def _stages_first(self, handler: SerializerFunctionWrapHandler) -> dict[str, object]:
        dumped: dict[str, object] = handler(self)
        return {key: dumped[key] for key in (*self.stages, "further")}

    @property
    def stages(self) -> dict[str, Decimal]:
        """Give the weights of the scored stages."""
        return dict(self.__pydantic_extra__)

    @property
    def others(self) -> dict[str, Decimal]:
        """Give the weights of the parts besides the scored stages."""
        pairs = (text.partition("=") for text in self.further)
        return {name: Decimal(share) for name, _, share in pairs}

    @property
    def parts(self) -> dict[str, Decimal]:
        """Give all weights: the stages by key, then the further parts by name."""
        return self.stages | self.others

    def listed(self, order: Iterable[str]) -> dict[str, Decimal]:
        """Give all weights, the stages in their order: settings may have them in any."""
        stages = self.stages
        return {key: stages[key] for key in order if key in stages} | self.others


_FLOOR = re.compile(r"(category:\d\.\d+|award:[^=]+)=(\d+(?:\.\d+)?)")
_CHAIN_KEY = re.compile(r"category:\d\.\d+|item:\d\.\d+\.\d+|score:[a-z]+|county_award")


class StageRules(Section):
    """[stage.<key>] of a scored stage."""

    method: Literal["mean", "trimmed", "median", "consensus"] = _key(
        "汇总方法：mean 平均 | trimmed 去极值 | median 中位 | consensus 合议（办法未规定）"
    )
    trim: Trim = _key(
        "去极值：level 层级 total|category|item，drop 最高、最低各去几份，min_cards 最少份数，"
        "fallback hold|mean_for_all（办法未规定）"
    )
    min_cards: int = _key("每家最少有效评分表份数{panel}", ge=1)
    decimals: int = _key("得分保留几位小数（办法未规定）", ge=0, le=6)
    rounding: Literal["half_up", "gb8170"] = _key(
        "修约：half_up 四舍五入 | gb8170 四舍六入五成双（办法未规定）"
    )
    weights: Weights | None = _key(
        '{shares}得分权重{visit}；further 另计的环节，如 ["陈述答辩=0.2"]（办法未规定）',
        default=None,
    )
    cap: int = _key("名额上限，不得突破", ge=1)
    floor: Floor = _key("最低得分线，十进制文本；空 = 无（办法未规定）")
    floors: list[str] = _key(
        "各类目、各奖项的最低得分线，如 category:4.7=200、award:质量奖=600（办法未规定）",
        default=[],
    )
    tie: Literal["hold", "chain", "exclude"] = _key(
        "线上并列：hold 停下待决定 | chain 依次比较 | exclude 都不取（办法未规定）"
    )
    tie_chain: list[str] = _key(
        "chain 时依次比较的键，如 category:4.7、item:4.7.2、score:{first}、"
        "county_award（办法未规定）"
    )
    flags: Flags = _key(
        "提示线：单份偏离分数、标准差倍数、条目偏离百分点、合议偏离分数（办法未规定）"
    )

    @field_validator("floors")
    @classmethod
    def _floors(cls, value: list[str]) -> list[str]:
        for text in value:
            if not _FLOOR.fullmatch(text):
                raise ValueError(f"看不懂“{text}”，须如 category:4.7=200 或 award:质量奖=600")
        keys = [text.partition("=")[0] for text in value]
        if len(set(keys)) != len(keys):
            raise ValueError("同一类目或奖项写了两条最低得分线")
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
                raise ValueError(f"不认识的比较键“{key}”")
        return value

    @model_validator(mode="after")
    def _chain(self) -> Self:
        if self.tie == "chain" and not self.tie_chain:
            raise ValueError('tie = "chain" 时 tie_chain 不能为空')
        return self


class Stages(Section):
    """[stage]: the rules of each scored stage of the edition, `context["plan"]` says which there are."""

    model_config = ConfigDict(extra="allow")
    __pydantic_extra__: dict[str, StageRules] = Field(init=False)

    @property
    def rules(self) -> dict[str, StageRules]:
        """Give the rules by the key of the stage."""
        return dict(self.__pydantic_extra__)

    @model_validator(mode="before")
    @classmethod
    def _known(cls, value: object, info: ValidationInfo) -> object:
        plan: Plan | None = (info.context or {}).get("plan")
        strange = value.keys() - set(plan.keys) if plan and isinstance(value, dict) else ()
        if plan and strange:
            raise ValueError(
                f"[stage.{min(strange)}] 不是评分的阶段，本办法的是{'、'.join(plan.keys)}"
            )
        return value

    @model_validator(mode="after")
    def _fits(self, info: ValidationInfo) -> Self:
        plan: Plan | None = (info.context or {}).get("plan")
        for message in self._misfits(plan) if plan else ():
            raise ValueError(message)
        return self

    def _misfits(self, plan: Plan) -> Iterator[str]:
        """Say where the rules do not fit the stages: other ones, or a look ahead."""
        for key in set(plan.keys) - self.rules.keys():
            yield f"缺少 [stage.{key}]"
        for key in plan.keys:
            known, rules, name = plan.up_to(key), self.rules[key], plan.names[key]
            if rules.weights is not None and key == plan.first:
                yield f"weights 只用于 {'、'.join(f'[stage.{k}]' for k in plan.keys[1:])}"
            if rules.weights is None and key != plan.first:
                yield f"[stage.{key}] 缺少 weights"
            for part in rules.weights.stages if rules.weights else ():
                if part not in known:
                    yield f"[stage.{key}] weights：没有“{part}”，只能写{'、'.join(known)}"
            if rules.weights is not None and key not in rules.weights.stages:
                yield f"[stage.{key}] weights 缺少 {key}"
            for later in plan.keys:
                if later not in known and f"score:{later}" in rules.tie_chain:
                    yield f"{name}时还没有{plan.of(later).brief}得分，tie_chain 不能用 score:{later}"
            for chained in rules.tie_chain:
                if chained.startswith("score:") and chained.removeprefix("score:") not in plan.keys:
                    yield f"不认识的比较键“{chained}”"


class Comments(Section):
    """[comments]: what `score` says of examiners' words; advisory, no list rests on it."""

    least: int = _key("评语不足几个字的提示；0 = 不提示（办法未规定）", ge=0)
    high: int = _key("得分率达到多少而没有写优势的提示（办法未规定）", ge=0, le=101)
    low: int = _key("得分率在多少以下而没有写改进机会的提示（办法未规定）", ge=-1, le=100)


class Stability(Section):
    """[stability]."""

    replicates: int = _key("模拟次数（办法未规定）", ge=0, le=1_000_000)
    seed: str = _key("随机种子；评分前定好，不得事后改（办法未规定）", min_length=1)
    confidence: Exact = _key("判为稳定的概率，十进制文本（办法未规定）")

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

    members: int = _key("评委会全体成员数；0 = 未填，不能计票", ge=0)
    quorum: Quorum = _key("到会要求：num/den，strict=true 为“超过”（办法未规定）")
    threshold: Threshold = _key(
        "当选要求；base：members 全体 | present 到会 | valid 有效票（办法未规定）"
    )
    rules_confirmed: bool = _key("上两条经会议确认后改为 true 才能计票（办法未规定）")
    exclusive: bool = _key("一家企业（组织）最多获一个奖项（办法未规定）")
    invalid_scope: Literal["section", "ballot"] = _key(
        "作废范围：section 该奖项一栏 | ballot 整张票（办法未规定）"
    )
    max_runoffs: int = _key("最多再投几轮（办法未规定）", ge=0)


class AwardSection(Section):
    """[[award]]."""

    name: str = _key("奖项名称", min_length=1)
    cap: int = _key("名额上限{cap_award}", ge=1)
    also: list[str] | None = _key(
        "申报奖项一栏里也认的写法：全称、简称；不写 = 用办法版本的", default=None
    )


class Department(Section):
    """[[department]]."""

    name: str = _key("征求意见的部门{screen}", min_length=1)
    matters: str = _key("请其核查的事项")
    rules: list[str] = _key("其答复可以落定的规则编号")
    contact: str = _key("联系人")

    @field_validator("rules")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        for rule in value:
            if not re.fullmatch(r"E\d\d", rule):
                raise ValueError(f"没有规则“{rule}”")
        return value


class Publicity(Section):
    """[publicity]."""

    days: int = _key("公示天数{publicity}", ge=1, le=60)
    unit: Literal["natural", "working"] = _key("natural 自然日 | working 工作日（办法未规定）")
    first_day: Literal["next", "same"] = _key(
        "next 张贴次日起算 | same 当日起算（办法未规定；民法典201条为次日）"
    )
    roll_over_holiday: bool = _key("末日是休息日的顺延到次一工作日（办法未规定；民法典203条）")
    calendar: str = _key("自备放假安排文件（.toml，届次目录内）；空 = 用随附的")
    list_order: Literal["region", "name", "drawn"] = _key(
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

    show_score: bool = _key("true：对外文书可印得分（办法未规定）")
    appeal_days: int = _key("书面异议工作日数；0 = 不写（办法未规定）", ge=0)
    supplement_days: int = _key("补正工作日数（办法未规定）", ge=1)
    reply_days: int = _key("部门答复工作日数（办法未规定）", ge=1)
    supplement_once: bool = _key("true：补正以一次为限（办法未规定）")
    correct_days: int = _key("责令改正后报告的工作日数（办法未规定）", ge=1)
    copies: int = _key("纸质申报材料和补正材料的份数（办法未规定）", ge=1, le=20)
    name_examiners: bool = _key(
        "true：现场评审通知列出评审组名单；false：请受评单位报送近3年的咨询机构和人员（办法未规定）"
    )
    feedback: bool = _key("true：出评审意见反馈（办法未规定）")
    not_candidate: bool = _key("true：出未列入候选名单告知书（办法未规定）")
    line_pitch_pt: Annotated[float, Field(strict=False, ge=20, le=40)] = _key(
        "行距（磅）；28.95 每页22行"
    )
    fonts: Fonts = _key("字体（中文名）")


class Lint(Section):
    """[lint]."""

    forbid: list[str] = _key("文书禁用词")
    warn: list[str] = _key("正式文书中提示的词")


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
            for key in rules.further_floors:
                if key.startswith("award:") and key.removeprefix("award:") not in names:
                    raise ValueError(f"floors：没有“{key.removeprefix('award:')}”这个奖项")
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
