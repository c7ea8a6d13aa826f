"""Placeholders that a letter still holds: a tag, or what a tag looks like once it was edited."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
# a tag, or one that lost a brace or changed its brackets: {组织名称}, ｛｛组织名称｝｝, [[名称]]
_CERTAIN = re.compile(
    rf"\{{\{{[^{{}}]*\}}?\}}?|\{{%[^%]*%?\}}?|\{{#|#\}}|\}}\}}|%\}}|｛+[^｛｝]*｝*|｝+"
    rf"|\{{\s*[{_HAN}][^{{}}]{{0,20}}\}}|\{{\s*[{_HAN}]{{2,12}}\s*$"
    rf"|(?:\[\[|<<|《《)\s*[{_HAN}]{{2,12}}\s*(?:\]\]|>>|》》)",
    re.MULTILINE,
)
_BOXED = re.compile(rf"【\s*([{_HAN}]{{2,12}})\s*】|\[\s*([{_HAN}]{{2,12}})\s*\]")
_FIELD_ENDS = (
    "名称", "代码", "日期", "姓名", "编号", "字号", "文号", "金额", "地址", "电话", "联系人", "单位",
    "机关", "时间", "地点", "条款", "依据", "奖项", "届次", "区域", "序号", "理由", "原因", "事项",
)  # fmt: skip


def left_over(text: str) -> Iterator[tuple[str, bool]]:
    """Give what looks like a placeholder in a text, and whether it certainly is one."""
    for match in _CERTAIN.finditer(text):
        yield match[0].strip(), True
    for match in _BOXED.finditer(text):
        yield match[0].strip(), (match[1] or match[2]).endswith(_FIELD_ENDS)
