"""The columns of the registers and of 异议登记表 as they are sent out blank (workbooks.md §4, §7).

What comes back is found by `register_fields`; a test holds the headings of both together.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wzqa.workbooks.writing.tables import Check, Column, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

_EARLIEST, _LATEST = date(1949, 10, 1), date(2099, 12, 31)
CODE_CHECK = Check(kind="length", low=18, high=18, error="统一社会信用代码须为18位")
DAY_CHECK = Check(
    kind="day", low=_EARLIEST, high=_LATEST, error="请填写日期，如 2026-07-31，不要只写年份"
)
_YEAR_CHECK = Check(kind="whole", low=2000, high=2099, error="请填写四位年份，如 2022")
_MOBILE_CHECK = Check(kind="length", low=11, high=11, error="手机号码须为11位")
_CODE_GUIDE = "18位，单元格为文本格式；与营业执照一致"


def _text(heading: str, guide: str = "", *, example: str = "", required: bool = False) -> Column:
    return Column(
        heading=heading, guide=guide, example=example, required=required, typed=True, width=22
    )


def _label(
    heading: str,
    guide: str = "",
    *,
    example: str = "",
    required: bool = False,
    choices: Sequence[str] = (),
    width: int = 12,
) -> Column:
    return Column(
        heading=heading,
        form=Form.LABEL,
        guide=guide,
        example=example,
        required=required,
        choices=tuple(choices),
        typed=True,
        width=width,
    )


def _code(*, required: bool = False) -> Column:
    return Column(
        heading="统一社会信用代码",
        form=Form.CODE,
        guide=_CODE_GUIDE,
        example="91330302MAXX00015J",
        required=required,
        check=CODE_CHECK,
        typed=True,
        width=22,
    )


def _day(heading: str, guide: str = "填写到日", *, required: bool = False) -> Column:
    return Column(
        heading=heading,
        form=Form.DAY,
        guide=guide,
        example="2026年7月31日",
        required=required,
        check=DAY_CHECK,
        typed=True,
        width=18,
    )


def examiner_columns(qualifications: Sequence[str]) -> tuple[Column, ...]:
    """Columns of 评审专家名册."""
    names = "、".join(qualifications)
    return (
        _label("姓名", "与评分表上的姓名一致", example="张示例", required=True),
        _text("工作单位", "填全称；用于核对回避", example="温州示例质量研究院"),
        _label("评审员资格", f"从列表中选择：{names}", choices=qualifications, required=True),
        _label("资格证书号", "有同名专家时必填", example="ZJ-0001", width=18),
        _day("有效期至", "资格证书的有效期截止日"),
        _text("专业领域", "几个领域用顿号隔开", example="机械、化工"),
        _label("可任组长", "从列表中选择", choices=("是", "否")),
        Column(
            heading="手机",
            form=Form.CODE,
            guide="11位；用于催交评分表",
            example="13800000000",
            check=_MOBILE_CHECK,
            typed=True,
            width=16,
        ),
        _text("备注"),
    )


def member_columns() -> tuple[Column, ...]:
    """Columns of sheet 分组."""
    return (
        _label("评审组", "同组写法一致", example="第一组", required=True),
        _label("姓名", "与评审专家名册一致", example="张示例", required=True),
        _label("职务", "每组一名组长", choices=("组长", "组员"), required=True),
        _label("资格证书号", "只在有同名专家时需要", example="ZJ-0001", width=18),
    )


def assignment_columns() -> tuple[Column, ...]:
    """Columns of sheet 分工."""
    return (
        _label("评审组", "与“分组”一致", example="第一组", required=True),
        _code(required=True),
        _text("组织名称", "便于核对", example="示例科技股份有限公司"),
        _label("阶段", "空白表示两个阶段都由该组评审", choices=("资料评审", "现场评审")),
        _day("现场评审日期", "可空；通知中写“具体时间另行通知”"),
    )


def recusal_columns() -> tuple[Column, ...]:
    """Columns of sheet 回避."""
    return (
        _label("姓名", "评审专家，或评委会成员", example="张示例", required=True),
        _code(required=True),
        _text("组织名称", "便于核对", example="示例科技股份有限公司"),
        _text("原因", "如：曾任该单位顾问", example="曾任该单位顾问"),
        _label("资格证书号", "只在有同名专家时需要", example="ZJ-0001", width=18),
    )


def past_winner_columns(awards: Sequence[str]) -> tuple[Column, ...]:
    """Columns of 往届获奖名册; 奖项 is free, since earlier awards had other names."""
    return (
        Column(
            heading="年度",
            form=Form.WHOLE,
            guide="四位年份",
            example="2022",
            check=_YEAR_CHECK,
            required=True,
            typed=True,
            width=10,
        ),
        _label("奖项", f"当年的名称，如{'、'.join(awards)}", example=awards[0], width=18),
        _text("组织名称", "获奖时的全称", example="示例科技股份有限公司", required=True),
        _code(),
    )


def revocation_columns() -> tuple[Column, ...]:
    """Columns of 撤销名册."""
    return (
        _text("组织名称", "现在的全称", example="示例科技股份有限公司", required=True),
        _code(),
        _text("曾用名", "几个名称用顿号隔开"),
        _label("处理", "撤销的在禁报期内不得申报，取消的不限", choices=("撤销", "取消")),
        _day("决定日期", required=True),
        _text("文号", example="温政发〔2024〕0号"),
    )


def committee_columns() -> tuple[Column, ...]:
    """Columns of 评委会名册."""
    return (
        _label("姓名", example="王示例", required=True),
        _label("职务", example="主任", width=16),
        _text("单位", example="温州市示例局"),
    )


def objection_columns() -> tuple[Column, ...]:
    """Columns of 异议登记表; the objector stands on a sheet of its own."""
    return (
        _label("编号", "每件一号，与“异议人”表一致", example="1", required=True),
        _day("受理日期", "收到异议的当日", required=True),
        _label("方式", "如来信、来访、电话、电子邮件", example="来信"),
        _text("对象", "企业（组织）全称或代码", example="示例科技股份有限公司", required=True),
        _text("异议内容", "只写事实，不写异议人", required=True),
        _label("是否实名", choices=("是", "否"), required=True),
        _text("证据", "证据名称和份数"),
        _label("承办人", example="李示例"),
        _text("调查情况"),
        _label("结论", "调查结论；评委会的结论另行记录", choices=FINDINGS),
        _day("答复日期"),
    )


FINDINGS = ("成立", "不成立", "部分成立", "调查中")


def objector_columns() -> tuple[Column, ...]:
    """Columns of sheet 异议人, which no generated document shows and no reader reads."""
    return (
        _label("编号", "与“异议登记表”一致", required=True),
        _text("异议人", "姓名，或单位全称"),
        _label("联系电话", width=18),
        _text("通讯地址"),
        _label("签名或盖章", choices=("有", "无")),
    )
