"""What scored stages can set, [stage.<key>] of award.toml, and the make of every section there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator  # noqa: TC003  (pydantic reads the annotations of its classes)
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    ValidationInfo,
    field_validator,
    model_serializer,
    model_validator,
)

from wzqa.plan import Plan  # noqa: TC001  (pydantic reads the annotations of its classes)


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


def key(text: str, **limits: Any) -> Any:
    """Give a key of award.toml its Chinese line and its limits."""
    return Field(description=text, **limits)


class Section(BaseModel):
    """A table of award.toml: no unknown keys, no coercion."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


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

    method: Literal["mean", "trimmed", "median", "consensus"] = key(
        "汇总方法：mean 平均 | trimmed 去极值 | median 中位 | consensus 合议（办法未规定）"
    )
    trim: Trim = key(
        "去极值：level 层级 total|category|item，drop 最高、最低各去几份，min_cards 最少份数，"
        "fallback hold|mean_for_all（办法未规定）"
    )
    min_cards: int = key("每家最少有效评分表份数{panel}", ge=1)
    decimals: int = key("得分保留几位小数（办法未规定）", ge=0, le=6)
    rounding: Literal["half_up", "gb8170"] = key(
        "修约：half_up 四舍五入 | gb8170 四舍六入五成双（办法未规定）"
    )
    weights: Weights | None = key(
        '{shares}得分权重{visit}；further 另计的环节，如 ["陈述答辩=0.2"]（办法未规定）',
        default=None,
    )
    cap: int = key("名额上限，不得突破", ge=1)
    floor: Floor = key("最低得分线，十进制文本；空 = 无（办法未规定）")
    floors: list[str] = key(
        "各类目、各奖项的最低得分线，如 category:4.7=200、award:质量奖=600（办法未规定）",
        default=[],
    )
    tie: Literal["hold", "chain", "exclude"] = key(
        "线上并列：hold 停下待决定 | chain 依次比较 | exclude 都不取（办法未规定）"
    )
    tie_chain: list[str] = key(
        "chain 时依次比较的键，如 category:4.7、item:4.7.2、score:{first}、"
        "county_award（办法未规定）"
    )
    flags: Flags = key(
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
        for chained in value:
            if not _CHAIN_KEY.fullmatch(chained):
                raise ValueError(f"不认识的比较键“{chained}”")
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
