"""What tells the registers apart, and which headings mean what (workbooks.md §4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.fields import Field, Kind
from wzqa.workbooks.tables_in.headings import find_table
from wzqa.workbooks.tables_in.values import squeeze

if TYPE_CHECKING:
    from wzqa.workbooks.opening.cells import Sheet
    from wzqa.workbooks.tables_in.headings import Table

_ORGANISATION = (
    "申报组织",
    "申报组织名称",
    "企业名称",
    "单位名称",
    "申报单位",
    "受评组织",
    "企业（组织）名称",
    "获奖组织名称",
    "获奖单位",
    "获奖企业",
    "名称",
)
_CODES = ("信用代码", "社会信用代码", "统一信用代码", "代码")
_PERSON = (
    "专家姓名",
    "评审员",
    "评审员姓名",
    "评审专家",
    "专家",
    "成员",
    "成员姓名",
    "委员",
    "委员姓名",
)
_PANEL = ("组别", "组", "评审小组", "所在组", "评审组别")
_CERTIFICATE = (
    "证书号",
    "证书编号",
    "资格证书编号",
    "评审员证书号",
    "评审员资格证书号",
    "资格证号",
)


def _name(*, required: bool = False) -> Field:
    return Field("name", "组织名称", _ORGANISATION, required=required)


_USCC = Field("uscc", "统一社会信用代码", _CODES, Kind.CODE)
_CODE_REQUIRED = Field("uscc", "统一社会信用代码", _CODES, Kind.CODE, required=True)
_CERTIFICATE_FIELD = Field("certificate", "资格证书号", _CERTIFICATE)


def _person(*, aliases: tuple[str, ...] = _PERSON) -> Field:
    return Field("person", "姓名", aliases, required=True)


@dataclass(frozen=True, slots=True)
class Spec:
    """One register: its fields, how its sheets are called, headings that only it has.

    `own`: keys of which at least one must be there (besides the required fields), so that a sheet
    whose name says nothing is not taken for it by accident. `refuses`: keys of other registers that
    rule it out.
    """

    kind: str
    title: str
    words: tuple[str, ...]
    fields: tuple[Field, ...]
    identity: tuple[str, ...]
    own: tuple[str, ...]


SPECS = (
    Spec(
        "examiners",
        "评审专家名册",
        ("评审专家", "专家名册", "专家名单", "专家库", "评审员名册"),
        (
            _person(),
            Field("employer", "工作单位", ("单位", "所在单位", "单位名称")),
            Field("qualification", "评审员资格", ("资格", "资格等级", "评审员级别", "级别")),
            _CERTIFICATE_FIELD,
            Field("valid_until", "有效期至", ("有效期", "证书有效期", "证书有效期至"), Kind.DAY),
            Field("specialities", "专业领域", ("专业", "领域", "擅长领域"), Kind.NAMES),
            Field(
                "can_lead", "可任组长", ("可否任组长", "是否可任组长", "能否任组长"), Kind.YES_NO
            ),
            Field("mobile", "手机", ("手机号", "手机号码", "联系电话", "电话")),
            Field("remark", "备注", ("说明",)),
        ),
        ("person", "certificate"),
        ("qualification", "certificate", "valid_until", "specialities", "can_lead"),
    ),
    Spec(
        "members",
        "分组",
        ("分组",),
        (
            Field("panel", "评审组", _PANEL, required=True),
            _person(),
            Field("post", "职务", ("组内职务", "角色", "分工")),
            _CERTIFICATE_FIELD,
        ),
        ("person", "panel"),
        ("panel",),
    ),
    Spec(
        "assignments",
        "分工",
        ("分工",),
        (
            Field("panel", "评审组", _PANEL, required=True),
            _CODE_REQUIRED,
            _name(),
            Field("stage", "阶段", ("评审阶段",)),
            Field(
                "visit_day",
                "现场评审日期",
                ("现场日期", "现场评审时间", "评审日期"),
                Kind.DAY,
            ),
        ),
        ("uscc", "name", "panel"),
        ("panel",),
    ),
    Spec(
        "recusals",
        "回避",
        ("回避",),
        (
            _person(aliases=(*_PERSON, "回避人", "回避人员", "回避专家")),
            _CODE_REQUIRED,
            _name(),
            Field("reason", "原因", ("回避原因", "回避事由", "事由", "理由")),
            _CERTIFICATE_FIELD,
        ),
        ("person", "uscc", "name"),
        ("uscc",),
    ),
    Spec(
        "past_winners",
        "往届获奖名册",
        ("往届", "历届", "获奖"),
        (
            Field("year", "年度", ("获奖年度", "年份", "届次", "获奖年份"), required=True),
            Field("award", "奖项", ("获奖奖项", "奖项名称", "所获奖项")),
            _name(required=True),
            _USCC,
        ),
        ("name", "uscc"),
        ("year",),
    ),
    Spec(
        "revocations",
        "撤销名册",
        ("撤销", "取消"),
        (
            _name(required=True),
            _USCC,
            Field("former_names", "曾用名", ("原名称", "原名"), Kind.NAMES),
            Field(
                "action", "处理", ("处理方式", "处理结果", "处理决定", "处理类型"), required=True
            ),
            Field("decided", "决定日期", ("处理日期", "撤销日期", "日期", "决定时间"), Kind.DAY),
            Field("docno", "文号", ("决定文号", "处理文号")),
        ),
        ("name", "uscc"),
        ("action",),
    ),
    Spec(
        "committee",
        "评委会名册",
        ("评委会", "委员会", "评委名册"),
        (
            _person(),
            Field("post", "职务", ("评委会职务", "委员会职务", "身份")),
            Field("employer", "单位", ("工作单位", "所在单位", "单位及职务", "单位职务")),
        ),
        ("person",),
        ("post", "employer"),
    ),
)
BY_KIND = {spec.kind: spec for spec in SPECS}


def named_kind(sheet_name: str) -> Spec | None:
    """Tell a register by its sheet's name; None when the name says nothing or several things."""
    name = squeeze(sheet_name)
    found = [spec for spec in SPECS if any(word in name for word in spec.words)]
    return found[0] if len(found) == 1 else None


def fits(spec: Spec, table: Table) -> bool:
    """Say whether a table has every required heading of a register and one that is its own."""
    present = {column.key for column in table.columns}
    required = {field.key for field in spec.fields if field.required}
    return required <= present and bool(present & set(spec.own))


def recognise(sheet: Sheet) -> tuple[Spec, Table] | None:
    """Tell which register stands on a sheet: by its name, else by its headings.

    A sheet named after a register whose headings are incomplete is that register all the same, so
    that what is missing gets named.
    """
    named = named_kind(sheet.name)
    found = [(spec, table) for spec in SPECS if (table := _table(sheet, spec)) is not None]
    fitting = [(spec, table) for spec, table in found if fits(spec, table)]
    for spec, table in fitting:
        if spec is named:
            return spec, table
    if fitting:
        return max(fitting, key=lambda pair: (len(pair[1].columns), -len(pair[1].unknown)))
    return next((pair for pair in found if pair[0] is named), None)


def _table(sheet: Sheet, spec: Spec) -> Table | None:
    return find_table(sheet, spec.fields, identity=spec.identity, warn_absent=False)
