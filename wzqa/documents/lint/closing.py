"""Distances of head and line, what closes a paper: notes and 版记 (GB/T 9704-2012, 7.2, 7.3.6, 7.4)."""

from __future__ import annotations

import itertools
from decimal import Decimal
from typing import TYPE_CHECKING

from wzqa.documents import gb9704
from wzqa.documents.lint.report import ERROR, WARNING, clause
from wzqa.documents.lint.roles import Role

if TYPE_CHECKING:
    from wzqa.documents.lint.model import Paragraph
    from wzqa.documents.lint.report import Report

_MM = Decimal("56.6929")  # twips
# what a line of exact height holds above and below its characters differs from face to face
_TOLERANCE = 170  # twips: 3 mm


def check(report: Report) -> None:
    """Run every check of this module."""
    head = next(iter(report.roles.of(Role.HEAD)), None)
    if head is not None:
        _head(report, head)
        _line(report, head)
        _imprint(report, head)
    _note(report)


def _general(head: Paragraph) -> bool:
    """Tell the general format from a letter (10.1) and from minutes (10.3)."""
    return (
        head.layout.frame_top is None
        and not head.in_box
        and not head.plain.endswith(("纪要", "令"))
    )


def _head(report: Report, head: Paragraph) -> None:
    """Check 发文机关标志: 72 mm below the edge of the page, 30 mm in the letter format."""
    first = next((p for p in report.model.paragraphs if p.plain or p.in_box), head)
    if head.in_box or first is not head or not report.model.sections:
        return  # set by a text box or by empty lines: only Word could tell
    if head.layout.frame_top is not None:
        top, wanted, number = head.layout.frame_top, gb9704.LETTER_HEAD_TOP, "10.1"
    else:
        section = report.model.sections[head.section]
        top, wanted, number = abs(section.top) + head.layout.before, gb9704.HEAD_TOP, "7.2.4"
        if head.number != 1:
            return
    if abs(top - wanted) > _TOLERANCE:
        report.add(
            "lint-head-distance",
            clause(number),
            f"发文机关标志上边缘距页面上边约 {_mm(top)}，应为 {_mm(wanted)}",
            head,
            hint="请调整发文机关标志的段前距离",
            severity=WARNING,
            value=_mm(top),
        )


def _line(report: Report, head: Paragraph) -> None:
    """Check the red line: 4 mm below the number, in the letter format below the head."""
    ruled = [
        p
        for p in report.roles.of(Role.HEAD, Role.NUMBER)
        if p.layout.rule_gap is not None and (p is head or _general(head))
    ]
    for paragraph in ruled:
        gap = paragraph.layout.rule_gap or 0
        if abs(gap - gb9704.RULE_GAP) > _TOLERANCE:
            report.add(
                "lint-line-distance",
                clause("7.2.7" if _general(head) else "10.1"),
                f"红线在文字下约 {_mm(gap)}，应为 4 mm",
                paragraph,
                hint="请把下边框距正文的距离设为约 4 mm",
                severity=WARNING,
                value=_mm(gap),
            )


def _mm(twips: int) -> str:
    return f"{(Decimal(twips) / _MM).quantize(Decimal(1)):f} mm"


def _imprint(report: Report, head: Paragraph) -> None:
    """Check that a paper in the general format ends with 印发机关 and 印发日期 (7.4)."""
    if report.draft or not _general(head) or report.roles.of(Role.PRINTED):
        return
    report.add(
        "lint-imprint-missing",
        clause("7.4"),
        "没有版记（抄送机关、印发机关和印发日期）",
        head,
        hint="请在最后一面最下方编排版记",
        severity=WARNING if report.kind is None else ERROR,
    )


def _note(report: Report) -> None:
    """Check that 附注 cannot stand alone on a page: the day above it is kept with it (7.3.6)."""
    order = report.roles.order
    for before, paragraph in itertools.pairwise(order):
        if report.roles.by_number[paragraph.number] is not Role.NOTE:
            continue
        if paragraph.breaks_page or not before.layout.keep_next:
            report.add(
                "lint-note-alone",
                clause("7.3.6"),
                "附注可能单独落在另一面",
                paragraph,
                hint="请把成文日期段落设为“与下段同页”",
                severity=WARNING,
            )
