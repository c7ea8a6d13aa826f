"""Page numbers and tables over pages (GB/T 9704-2012, 7.5, 8)."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.documents import gb9704
from wzqa.documents.lint.model import PAGE_FIELD
from wzqa.documents.lint.report import WARNING, clause

if TYPE_CHECKING:
    from wzqa.documents.lint.model import Paragraph
    from wzqa.documents.lint.report import Report


def check(report: Report) -> None:
    """Run every check of this module."""
    _numbers(report)
    _tables(report)


_FORM = re.compile(rf"—[\s ]?{PAGE_FIELD}[\s ]?—")
_SIDES = {"default": ("right", "单页码居右空一字"), "even": ("left", "双页码居左空一字")}
_ALIGNED = {"right": ("right", "end", "outside"), "left": ("left", "start", "both", "outside")}


def _numbers(report: Report) -> None:
    """Check form, face and side of the page numbers of every section."""
    seen: set[str] = set()
    any_number = False
    for section in report.model.sections:
        for kind in ("default", "even", "first"):
            part = section.footers.get(kind, "")
            numbered = [p for p in report.model.parts.get(part, []) if PAGE_FIELD in p.text]
            any_number = any_number or bool(numbered)
            if part in seen:
                continue
            seen.add(part)
            for paragraph in numbered:
                _number(report, paragraph, kind, part)
    body = [p for p in report.model.paragraphs if p.plain]
    if not any_number and body:
        report.add(
            "lint-page-number",
            clause("7.5"),
            "没有页码",
            hint="请在页脚插入“— 1 —”形式的页码，单页居右、双页居左",
        )
    elif any_number and not report.model.even_odd:
        report.add(
            "lint-page-number-side",
            clause("7.5"),
            "没有区分奇偶页，双页码不能居左",
            hint="请在“页面设置→版式”中选“奇偶页不同”，双页页码居左空一字",
        )


def _number(report: Report, paragraph: Paragraph, kind: str, part: str) -> None:
    if not _FORM.fullmatch(paragraph.plain):
        report.add(
            "lint-page-number",
            clause("7.5"),
            "页码两侧应各有一条一字线，如“— 1 —”",
            paragraph,
            hint="请在页码左右各加一字线（—），中间空半角一格",
            value=paragraph.plain.replace(PAGE_FIELD, "1"),
            part=part,
        )
    size = paragraph.size
    faces = {name for run in paragraph.runs for name in (run.face.latin, run.face.east)}
    if size and size != gb9704.SIZE_4:
        report.add(
            "lint-page-number",
            clause("7.5"),
            f"页码为 {Decimal(size) / 2:f} 磅，应为4号（14 磅）",
            paragraph,
            hint="请把页码设为4号宋体",
            value=paragraph.plain.replace(PAGE_FIELD, "1"),
            part=part,
        )
    if not faces & set(report.accepted("page")):
        report.add(
            "lint-page-number",
            clause("7.5"),
            "页码应为宋体",
            paragraph,
            hint="请把页码设为4号宋体",
            value="、".join(sorted(name for name in faces if name)) or None,
            part=part,
        )
    if kind in _SIDES and report.model.even_odd and not paragraph.in_box:
        _side(report, paragraph, kind, part)


def _side(report: Report, paragraph: Paragraph, kind: str, part: str) -> None:
    side, words = _SIDES[kind]
    layout = paragraph.layout
    align = layout.frame_align or layout.align
    if align not in _ALIGNED[side]:
        report.add(
            "lint-page-number-side",
            clause("7.5"),
            f"页码位置不对，应为{words}",
            paragraph,
            hint="请设置页脚段落的对齐和缩进",
            value=align,
            part=part,
        )
        return
    edge = (
        max(layout.right, layout.right_chars * 3)
        if side == "right"
        else max(layout.left, layout.left_chars * 3, layout.first, layout.first_chars * 3)
    )
    if not layout.frame and not 200 <= edge <= 400:  # noqa: PLR2004  (twips: one character)
        report.add(
            "lint-page-number-side",
            clause("7.5"),
            f"页码没有空一字，应为{words}",
            paragraph,
            hint="请把页脚段落缩进设为1字符",
            severity=WARNING,
            value=f"{edge}",
            part=part,
        )


# --- tables --------------------------------------------------------------------------------------


def _tables(report: Report) -> None:
    """Check that a long table repeats its header and no row breaks over a page."""
    by_number = {p.number: p for p in report.model.paragraphs}
    for table in report.model.tables:
        at = by_number.get(table.number)
        if table.nested or table.rows < 3 or at is None:  # noqa: PLR2004  (too short to break)
            continue
        headed = len(table.first_row) > 1 and all(table.first_row)
        if headed and _is_list(table.first_row) and not table.repeats:
            report.add(
                "lint-table-header",
                clause("8"),
                "表格跨页时表头不重复",
                at,
                hint="请选中表头行，设“在各页顶端以标题行形式重复出现”",
                severity=WARNING,
            )
        if table.splittable:
            report.add(
                "lint-table-split",
                clause("8"),
                f"表格有{table.splittable}行允许跨页断行",
                at,
                hint="请选中全表，取消“允许跨页断行”",
                severity=WARNING,
            )


def _is_list(first_row: tuple[str, ...]) -> bool:
    """Tell the head of a list (序号、名称…) from a form whose first row already holds an answer."""
    if first_row[0] not in ("序号", "编号") and len(first_row) < 3:  # noqa: PLR2004  (label, answer)
        return False
    return all(len(t) <= 16 and not re.search(r"\d{4}|□|＿|_{2}", t) for t in first_row)  # noqa: PLR2004
