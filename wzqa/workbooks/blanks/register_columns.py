"""The columns of a register as its blank shows them, from its one description (`registers`)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from wzqa.fields import Field, Kind
from wzqa.plan import count
from wzqa.workbooks.writing.tables import Check, Column, Form

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.registers import Spec

_EARLIEST, _LATEST = date(1949, 10, 1), date(2099, 12, 31)
CODE_CHECK = Check(kind="length", low=18, high=18, error="统一社会信用代码须为18位")
DAY_CHECK = Check(
    kind="day", low=_EARLIEST, high=_LATEST, error="请填写日期，如 2026-07-31，不要只写年份"
)
_YEAR_CHECK = Check(kind="whole", low=2000, high=2099, error="请填写四位年份，如 2022")
_MOBILE_CHECK = Check(kind="length", low=11, high=11, error="手机号码须为11位")
_LABEL = (Form.LABEL, 12, None)
_FORMS: dict[Kind, tuple[Form, int, Check | None]] = {
    Kind.SHORT: _LABEL,
    Kind.WORD: _LABEL,
    Kind.PERSON: _LABEL,
    Kind.CHOICE: _LABEL,
    Kind.YES_NO: _LABEL,
    Kind.CODE: (Form.CODE, 22, CODE_CHECK),
    Kind.DAY: (Form.DAY, 18, DAY_CHECK),
    Kind.YEAR: (Form.WHOLE, 10, _YEAR_CHECK),
    Kind.MOBILE: (Form.CODE, 16, _MOBILE_CHECK),
}
YES_NO = ("是", "否")


def columns(
    spec: Spec,
    *,
    awards: Sequence[str] = (),
    qualifications: Sequence[str] = (),
    stages: Sequence[str] = (),
) -> tuple[Column, ...]:
    """List the columns of a register; awards, qualifications and the names of scored stages are the cycle's."""
    lists = {
        "awards": tuple(awards), "qualifications": tuple(qualifications), "stages": tuple(stages),
    }  # fmt: skip
    words = {key: "、".join(names) for key, names in lists.items()}
    words["count"] = count(stages)
    words["award"] = awards[0] if awards else ""
    return tuple(_column(field, lists, words) for field in spec.fields)


def _column(field: Field, lists: dict[str, tuple[str, ...]], words: dict[str, str]) -> Column:
    form, width, check = _FORMS.get(field.kind, (Form.TEXT, 22, None))
    choices = YES_NO if field.kind is Kind.YES_NO else lists.get(field.listed, field.choices)
    return Column(
        heading=field.heading,
        form=form,
        width=field.width or width,
        choices=choices,
        check=None if field.ours else check,
        guide=field.guide.format(**words),
        example=field.example.format(**words),
        required=field.must,
        typed=not field.ours,
    )
