"""附件说明 and 附件: form of the list, numbers and titles that agree (7.3.4, 7.3.7)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.documents.lint.report import WARNING, clause
from wzqa.documents.lint.roles import Role
from wzqa.names import squeeze

if TYPE_CHECKING:
    from wzqa.documents.lint.model import Paragraph
    from wzqa.documents.lint.report import Report

_ITEM = re.compile(r"(\d+)\s*([.．、])\s*(.*)")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九十")}


def check(report: Report) -> None:
    """Compare the list after the text with the annexes that follow, in form, number and name."""
    listed = _listed(report)
    marks = report.roles.of(Role.ANNEX)
    if listed:
        _list_form(report, listed)
    if not marks:
        return
    numbers = [_mark_number(mark) for mark in marks]
    expected = [None] if len(marks) == 1 and len(listed) <= 1 else list(range(1, len(marks) + 1))
    if numbers != expected and not (len(listed) > len(marks) and _ascending(numbers)):
        report.add(
            "lint-annex-number",
            clause("7.3.7"),
            "附件顺序号不连续，或与附件说明不一致",
            next(m for m, n, e in zip(marks, numbers, expected, strict=True) if n != e),
            hint="请按附件说明的顺序编号；只有一个附件的不编号",
        )
    if not listed:
        report.add(
            "lint-annex-list",
            clause("7.3.4"),
            "有附件而正文后没有附件说明",
            marks[0],
            hint="请在正文下空一行左空二字写“附件：”和名称",
            severity=WARNING,
        )
    else:
        _titles(report, listed, marks)


def _ascending(numbers: list[int | None]) -> bool:
    """Say whether the marks go upwards: annexes sent apart leave gaps."""
    known = [n for n in numbers if n is not None]
    return len(known) == len(numbers) and known == sorted(set(known))


def _listed(report: Report) -> list[tuple[int | None, str, Paragraph]]:
    """Read the list of annexes: (number, name, paragraph)."""
    found: list[tuple[int | None, str, Paragraph]] = []
    for paragraph in report.roles.of(Role.ANNEXES):
        text = re.sub(r"^附\s*件\s*[：:]\s*", "", paragraph.plain)
        for line in re.split(r"(?<=\S)\s+(?=\d+\s*[.．])", text):
            match = _ITEM.fullmatch(line.strip())
            found.append((int(match[1]), match[3], paragraph) if match else (None, line, paragraph))
    return found


def _list_form(report: Report, listed: list[tuple[int | None, str, Paragraph]]) -> None:
    numbers = [number for number, _, _ in listed]
    right = [None] if len(listed) == 1 else list(range(1, len(listed) + 1))
    if numbers != right:
        report.add(
            "lint-annex-list",
            clause("7.3.4"),
            "附件说明的序号应从1起连续编排；只有一个附件的不编号",
            listed[0][2],
            hint="请改正附件说明的序号",
        )
    for _, name, paragraph in listed:
        if re.search(r"[。；;，,、.]$", name):
            report.add(
                "lint-annex-list",
                clause("7.3.4"),
                "附件名称后不加标点",
                paragraph,
                hint="请删去附件名称后的标点",
            )
    if ":" in listed[0][2].plain[:4]:
        report.add(
            "lint-annex-list",
            clause("7.3.4"),
            "“附件”后应为全角冒号",
            listed[0][2],
            hint="请改为“附件：”",
        )


def _mark_number(mark: Paragraph) -> int | None:
    text = re.sub(r"[附件：:\s]", "", mark.plain)
    if text.isdecimal():
        return int(text)
    return _DIGITS.get(text)


def _titles(
    report: Report, listed: list[tuple[int | None, str, Paragraph]], marks: list[Paragraph]
) -> None:
    """Compare each annex's title with its name in the list."""
    names = {number or 1: name for number, name, _ in listed}
    titles = _annex_titles(report)
    for mark in marks:
        number = _mark_number(mark) or 1
        title, name = (
            titles.get(mark.number, ""),
            re.sub(r"[（(]另附[）)]", "", names.get(number, "")),
        )
        if number not in names:
            report.add(
                "lint-annex-number",
                clause("7.3.7"),
                "附件说明中没有这个附件",
                mark,
                hint="请在附件说明中补上，或改正顺序号",
            )
        elif title and _bare(title) != _bare(name):
            report.add(
                "lint-annex-title",
                clause("7.3.7"),
                f"附件标题“{title}”与附件说明“{name}”不一致",
                mark,
                hint="请使两处名称一致",
                severity=WARNING,
            )


def _bare(text: str) -> str:
    return re.sub(r"[《》“”。;,、]", "", squeeze(text))


def _annex_titles(report: Report) -> dict[int, str]:
    titles: dict[int, str] = {}
    mark = 0
    for paragraph in report.roles.of(Role.ANNEX, Role.ANNEX_TITLE):
        if report.roles.by_number[paragraph.number] is Role.ANNEX:
            mark = paragraph.number
        elif mark:
            titles[mark] = titles.get(mark, "") + paragraph.plain
    return titles
