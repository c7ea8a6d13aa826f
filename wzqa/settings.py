"""award.toml over a profile, checked by pydantic: every error names the key and the line.

`Settings` is the whole of settings.md. Field descriptions are what `init` writes as comments.
"""

from __future__ import annotations

import calendar
import re
import tomllib
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path  # noqa: TC003
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    ValidationError,
    field_validator,
    model_validator,
)

from wzqa.problems import Exit, Place, Problem, WzqaError
from wzqa.regulation import Edition, load_edition

_FIRST_YEAR, _LAST_YEAR = 2000, 2099


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


class _Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Cycle(_Section):
    """[cycle]."""

    year: int = Field(ge=_FIRST_YEAR, le=_LAST_YEAR, description="评审年度")
    label: str = Field(description="届次名称，如“2026年度”或“第十届”")
    notice_date: date = Field(description="申报通知发布日（（十二）一般在第二季度）")
    deadline_county: date = Field(description="报县（市、区）、功能区评审办的截止日（（十三））")
    deadline_city: date = Field(description="报市评审办的截止日；“满N年”与近3年的计算基准日")
    demo: bool = Field(description="true：每页印“演示数据”")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if not self.notice_date < self.deadline_county <= self.deadline_city:
            msg = "须先发通知，县级截止日不晚于市级截止日"
            raise ValueError(msg)
        return self


class Basis(_Section):
    """[basis]."""

    title: str = Field(min_length=1, description="依据的办法名称，印入每份文书")
    docno: str = Field(description="办法的文号；为空时只能用 --draft 出草稿")
    status: str = Field(description="办法的状态，只印入草稿")


class Office(_Section):
    """[office]."""

    name: str = Field(min_length=1, description="市评审办全称（（六））")
    seal_by: str = Field(description="代章机关，落款第二行；空 = 无")
    contact: str = Field(description="联系人；为空时文书略去并提示")
    phone: str = Field(description="联系电话")
    supervision_phone: str = Field(description="监督电话（（二十五））")
    email: str = Field(description="电子邮箱")
    address: str = Field(description="地址")
    postcode: str = Field(description="邮政编码")
    signatory: str = Field(description="上行文的签发人；空 = 留空")
    docno_code: str = Field(min_length=1, description="发文机关代字")
    docno_next: int = Field(ge=1, description="第一个发文序号；之后以登记为准")


class CriteriaSection(_Section):
    """[criteria]."""

    edition: str = Field(description="评审标准版本（（四）最新版本）")
    percent_step: int = Field(description="得分率步长（%）（办法未规定）")

    @field_validator("percent_step")
    @classmethod
    def _divides(cls, value: int) -> int:
        if value < 1 or 100 % value:
            msg = "须能整除100"
            raise ValueError(msg)
        return value


class Eligibility(_Section):
    """[eligibility]."""

    anchor: Literal["deadline_city", "deadline_county", "notice_date", "year_end"] = Field(
        description="“满N年”算到哪一天：deadline_city | deadline_county | notice_date | "
        "year_end（办法未规定）"
    )
    ops_years: int = Field(ge=0, description="正常运营满几年（（十一）（一））")
    pe_years: int = Field(ge=0, description="实施卓越绩效管理满几年（（十一）（三））")
    lookback_years: int = Field(ge=0, description="监督抽查、事故回溯几年（（十一）（五））")
    agri_min_grade: Literal["A", "B", "C", "D"] = Field(
        description="农产品标准化生产绩效评价最低等级（（十一）（二））"
    )
    accident_apply: Literal["一般", "较大", "重大", "特别重大"] = Field(
        description="不得申报的事故最低等级（（十一）（五））"
    )
    accident_revoke: Literal["一般", "较大", "重大", "特别重大"] = Field(
        description="撤销称号的事故最低等级（（二十一））"
    )
    ban_years: int = Field(ge=0, description="撤销后几年内不得申报（（二十一））")
    ban_on: list[Literal["撤销", "取消"]] = Field(description="哪种处理适用禁报期（（二十一））")
    past_winner: Literal["ignore", "warn", "fail"] = Field(
        description="往届获奖者：ignore 不看 | warn 提示 | fail 不符合（办法未规定）"
    )
    past_winner_years: int = Field(
        ge=0, description="fail 时：评审年度减获奖年度不超过几年；0 = 不限（办法未规定）"
    )
    credit_report_days: int = Field(ge=0, description="信用报告在基准日前几天内有效（办法未规定）")
    no_reply_means_no_objection: bool = Field(
        description="true：部门逾期未复视为无意见（办法未规定）"
    )
    require_department_reply: bool = Field(
        description="true：部门未复前 E04、E09、E10、E12 一律待核实（办法未规定）"
    )


class Panels(_Section):
    """[panels]."""

    min_members: int = Field(ge=1, description="评审组最少人数（（九））")
    max_members: int = Field(ge=1, description="评审组最多人数（（九））")
    qualification: list[str] = Field(description="认可的评审员资格（（十））")
    max_load: int = Field(ge=1, description="每名专家每阶段最多评几家（办法未规定）")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.min_members > self.max_members:
            msg = "min_members 不能大于 max_members"
            raise ValueError(msg)
        return self


class Trim(_Section):
    """Dropping extremes (scoring.md §1.4)."""

    level: Literal["total", "category", "item"]
    min_cards: int = Field(ge=3)
    fallback: Literal["hold", "mean_for_all"]


class Flags(_Section):
    """Thresholds of the flags (scoring.md §3.2), points or percentage points."""

    card_points: int = Field(ge=0)
    card_sd: int = Field(ge=0)
    item_percent: int = Field(ge=0)
    consensus_points: int = Field(ge=0)


class Weights(_Section):
    """Weights of the two stages in the combined score (scoring.md §1.7)."""

    review: Exact
    visit: Exact

    @model_validator(mode="after")
    def _sum(self) -> Self:
        if self.review + self.visit != 1 or min(self.review, self.visit) < 0:
            msg = "两个权重须在0到1之间且合计正好为1"
            raise ValueError(msg)
        return self


_CHAIN_KEY = re.compile(r"category:\d\.\d+|item:\d\.\d+\.\d+|score:(review|visit)|county_award")


class StageRules(_Section):
    """[stage.review], [stage.visit]."""

    method: Literal["mean", "trimmed", "median", "consensus"] = Field(
        description="汇总方法：mean 平均 | trimmed 去极值 | median 中位 | "
        "consensus 合议（办法未规定）"
    )
    trim: Trim = Field(
        description="去极值：level 层级 total|category|item，min_cards 最少份数，"
        "fallback hold|mean_for_all（办法未规定）"
    )
    min_cards: int = Field(ge=1, description="每家最少有效评分表份数（（九）3至5名）")
    decimals: int = Field(ge=0, le=6, description="得分保留几位小数（办法未规定）")
    rounding: Literal["half_up", "gb8170"] = Field(
        description="修约：half_up 四舍五入 | gb8170 四舍六入五成双（办法未规定）"
    )
    weights: Weights | None = Field(
        default=None, description="资料、现场得分权重（（十六）根据现场评审结果）"
    )
    cap: int = Field(
        ge=1, description="名额上限，不得突破（资料评审（十五）30家，现场评审（十六）20家）"
    )
    floor: Floor = Field(description="最低得分线，十进制文本；空 = 无（办法未规定）")
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


class Stages(_Section):
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


class Stability(_Section):
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


class Quorum(_Section):
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


class Vote(_Section):
    """[vote]."""

    members: int = Field(ge=0, description="评委会全体成员数；0 = 未填，不能计票（（六））")
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


class AwardSection(_Section):
    """[[award]]."""

    name: str = Field(min_length=1, description="奖项名称（（二））")
    cap: int = Field(ge=1, description="名额上限（（三）各不超过（含）10家）")


class Department(_Section):
    """[[department]]."""

    name: str = Field(min_length=1, description="征求意见的部门（（十四）（十八））")
    matters: str = Field(description="请其核查的事项")
    rules: list[str] = Field(description="其答复可以落定的规则编号")
    contact: str = Field(description="联系人")

    @field_validator("rules")
    @classmethod
    def _known(cls, value: list[str]) -> list[str]:
        for rule in value:
            if not re.fullmatch(r"E(0[1-9]|1\d)", rule):
                msg = f"没有规则“{rule}”"
                raise ValueError(msg)
        return value


class Publicity(_Section):
    """[publicity]."""

    days: int = Field(ge=1, le=60, description="公示天数（（十八）7天）")
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


class Fonts(_Section):
    """Faces by Chinese family name (domain.md §4.4)."""

    title: str
    body: str
    level1: str
    level2: str
    page: str


class Letters(_Section):
    """[letters]."""

    show_score: bool = Field(description="true：对外文书可印得分（办法未规定）")
    appeal_days: int = Field(ge=0, description="书面异议工作日数；0 = 不写（办法未规定）")
    supplement_days: int = Field(ge=1, description="补正工作日数（办法未规定）")
    reply_days: int = Field(ge=1, description="部门答复工作日数（办法未规定）")
    not_candidate: bool = Field(description="true：出未列入候选名单告知书（办法未规定）")
    line_pitch_pt: Annotated[float, Field(strict=False, ge=20, le=40)] = Field(
        description="行距（磅）；28.95 每页22行"
    )
    fonts: Fonts = Field(description="字体（中文名）")


class Lint(_Section):
    """[lint]."""

    forbid: list[str] = Field(description="文书禁用词（（三）业务性质的绩效评价活动）")
    warn: list[str] = Field(description="正式文书中提示的词")


class Settings(_Section):
    """One cycle's settings, complete."""

    profile: str
    cycle: Cycle
    basis: Basis
    office: Office
    criteria: CriteriaSection
    eligibility: Eligibility
    panels: Panels
    stage: Stages
    stability: Stability
    vote: Vote
    award: list[AwardSection] = Field(min_length=1)
    department: list[Department]
    publicity: Publicity
    letters: Letters
    lint: Lint

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        names = [award.name for award in self.award]
        if len(set(names)) != len(names):
            msg = "[[award]] 有重名"
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
        """The edition of the regulation that the profile names."""
        return load_edition(self.profile)

    def stage_rules(self, stage: str) -> StageRules:
        """The rules of `review` or `visit`."""
        rules: StageRules = getattr(self.stage, stage)
        return rules


# --- loading ------------------------------------------------------------------------------------

_WORDS = {
    "missing": "缺少此键",
    "extra_forbidden": "没有这个键，请核对拼写",
    "string_type": "须为带引号的文本",
    "int_type": "须为整数",
    "int_from_float": "须为整数",
    "bool_type": "须为 true 或 false",
    "date_type": "须为日期，如 2026-07-31（不加引号）",
    "date_from_datetime_inexact": "须为日期，不带时刻",
    "list_type": "须为方括号列表",
    "model_type": "须为一组键（表）",
    "dict_type": "须为一组键（表）",
    "float_type": "须为数",
    "decimal_type": "须为带引号的十进制数",
    "literal_error": "不在可选值之内",
    "greater_than_equal": "小于允许的最小值",
    "less_than_equal": "大于允许的最大值",
    "string_too_short": "不能为空",
    "too_short": "至少要有一项",
    "value_error": "",
}


def _words(error: dict[str, Any]) -> str:
    kind, ctx = error["type"], error.get("ctx", {})
    text = _WORDS[kind]
    if kind == "value_error":
        return str(ctx["error"])
    if kind == "literal_error":
        return f"{text}（可选：{str(ctx['expected']).replace(' or ', '、').replace(', ', '、')}）"
    if kind == "greater_than_equal":
        return f"{text}{ctx['ge']}"
    if kind == "less_than_equal":
        return f"{text}{ctx['le']}"
    return text


def line_of(text: str, loc: tuple[str | int, ...]) -> int | None:
    """Find the line of a key in TOML text: its own, else its table's; None when not written."""
    names = [str(part) for part in loc if isinstance(part, str)]
    wanted = next((part for part in loc if isinstance(part, int)), 0)
    table: list[str] = []
    seen: dict[str, int] = {}
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        header = re.match(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]", line)
        key = re.match(r"\s*([A-Za-z0-9_\-.]+)\s*=", line)
        if header:
            table = [part.strip() for part in header[2].split(".")]
            if header[1] == "[[":
                seen[header[2]] = seen.get(header[2], -1) + 1
                if names[:1] == table and seen[header[2]] != wanted:
                    table = ["\0"]
            path = table
        elif key:
            path = [*table, *key[1].split(".")]
        else:
            continue
        if names[: len(path)] == path and (best is None or len(path) > best[0]):
            best = (len(path), number)
    return best[1] if best else None


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Lay award.toml over the profile: tables merge key by key, everything else replaces."""
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        merged[key] = (
            _merge(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
        )
    return merged


def year_defaults(edition: Edition, year: int) -> dict[str, Any]:
    """Give the keys that depend on the year: label, the three days, the seed."""

    def day(text: str) -> date:
        month, number = map(int, text.split("-"))
        return date(year, month, number)

    return {
        "cycle": {
            "year": year,
            "label": f"{year}年度",
            "notice_date": day(edition.notice_day),
            "deadline_county": day(edition.county_day),
            "deadline_city": day(edition.city_day),
            "demo": False,
        },
        "stability": {"seed": str(year)},
    }


def deadline_days(edition: Edition, year: int, deadline: date) -> dict[str, date]:
    """Give the three days of `init --deadline` (settings.md, Settled readings)."""

    def month_before(day: date) -> date:
        y, m = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
        return date(y, m, min(day.day, calendar.monthrange(y, m)[1]))

    county = month_before(deadline)
    month, number = map(int, edition.notice_day.split("-"))
    notice = date(year, month, number)
    if notice >= county:
        notice = month_before(county)
    return {"notice_date": notice, "deadline_county": county, "deadline_city": deadline}


def build(over: dict[str, Any], year: int) -> Settings:
    """Validate a parsed award.toml over its profile; pydantic's error rises."""
    edition = load_edition(str(over.get("profile", "wenzhou-2022-draft")))
    cycle = over.get("cycle")
    if (
        isinstance(cycle, dict)
        and isinstance(cycle.get("year"), int)
        and _FIRST_YEAR <= cycle["year"] <= _LAST_YEAR
    ):
        year = cycle["year"]
    base = _merge(edition.defaults, year_defaults(edition, year))
    return Settings.model_validate(_merge({**base, "profile": edition.name}, over))


def parse(text: str, year: int, file: str = "award.toml") -> Settings:
    """Read award.toml's text. Raises WzqaError (exit 1) with one problem per wrong key."""
    try:
        over = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        where = f"第{line[1]}行" if line else "末尾"
        raise WzqaError(
            f"{file} 不是正确的 TOML 文件（{where}）",
            code="settings-toml",
            place=Place(file, None, where),
            hint="请检查该行的引号、括号和等号",
        ) from None
    profile = over.get("profile")
    if profile is not None and not isinstance(profile, str):
        raise WzqaError(f"{file} 的 profile 须为带引号的文本", code="settings-value")
    try:
        return build(over, year)
    except ValidationError as error:
        problems = []
        for item in error.errors():
            loc = item["loc"]
            line_no = line_of(text, loc)
            key = ".".join(str(part + 1) if isinstance(part, int) else part for part in loc)
            problems.append(
                Problem(
                    code="settings-key" if item["type"] == "extra_forbidden" else "settings-value",
                    message=f"键 {key or '（全文）'}：{_words(dict(item))}",
                    place=Place(file, None, f"第{line_no}行" if line_no else None),
                    value=None if isinstance(item["input"], dict | list) else str(item["input"]),
                    hint="请按 award.toml 中该键的注释改正",
                )
            )
        raise WzqaError(f"{file} 有{len(problems)}处错误", Exit.INPUT, problems) from None


def load(path: Path, year: int) -> Settings:
    """Read a cycle's award.toml; `year` stands in where it names none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise WzqaError(
            f"{path.name} 不是 UTF-8 编码",
            code="settings-encoding",
            place=Place(path.name),
            hint="请用记事本另存为 UTF-8",
        ) from None
    except OSError as error:
        raise WzqaError(
            f"读不了 {path.name}：{error.strerror}", Exit.RECORD, code="file-read"
        ) from None
    return parse(text, year, path.name)


def departures(settings: Settings) -> list[tuple[str, str, str]]:
    """List (key, profile's value, this cycle's value) where the cycle departs from its profile."""
    base = build({"profile": settings.profile, "cycle": {"year": settings.cycle.year}}, 0)
    rows: list[tuple[str, str, str]] = []

    def walk(path: str, old: object, new: object) -> None:
        if isinstance(old, dict) and isinstance(new, dict):
            for key in new:
                walk(f"{path}.{key}" if path else key, old.get(key), new[key])
        elif old != new:
            rows.append((path, str(old), str(new)))

    walk("", base.model_dump(mode="json"), settings.model_dump(mode="json"))
    return rows


# --- writing ------------------------------------------------------------------------------------


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return "[" + ", ".join(_toml(v) for v in value) + "]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k} = {_toml(v)}" for k, v in value.items()) + " }"
    text = str(value).replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def _section(header: str, section: _Section) -> list[str]:
    lines = ["", header]
    dumped = section.model_dump(mode="python")
    for name, info in type(section).model_fields.items():
        value = getattr(section, name)
        if value is None and name != "floor":
            continue
        plain = dumped[name] if name != "floor" else ("" if value is None else str(value))
        lines += [f"# {info.description}", f"{name} = {_toml(plain)}"]
    return lines


def to_toml(settings: Settings) -> str:
    """Write an award.toml that holds every key, each with its comment."""
    edition = settings.edition
    lines = [
        "# 本届设置。改动后重新运行命令即可；“wzqa status”列出与办法版本不同的键。",
        f"# 依据：《{edition.title}》。注释中的（）是条款；“办法未规定”的由评审办决定。",
        "",
        "# 办法版本（奖项、名额、条款、默认值）",
        f"profile = {_toml(settings.profile)}",
    ]
    for name in ("cycle", "basis", "office", "criteria", "eligibility", "panels"):
        lines += _section(f"[{name}]", getattr(settings, name))
    lines += _section("[stage.review]", settings.stage.review)
    lines += _section("[stage.visit]", settings.stage.visit)
    lines += _section("[stability]", settings.stability)
    lines += _section("[vote]", settings.vote)
    for award in settings.award:
        lines += _section("[[award]]", award)
    for department in settings.department:
        lines += _section("[[department]]", department)
    for name in ("publicity", "letters", "lint"):
        lines += _section(f"[{name}]", getattr(settings, name))
    return "\n".join(lines) + "\n"
