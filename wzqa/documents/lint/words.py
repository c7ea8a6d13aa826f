"""What a machine writes and a person does not: dates, codes, bare conditions (documents.md §6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.documents.lint.report import WARNING, clause
from wzqa.documents.lint.roles import TEXT, Role

if TYPE_CHECKING:
    from wzqa.documents.lint.model import Paragraph
    from wzqa.documents.lint.report import Report

_DAY = re.compile(
    r"(?<![\d.A-Za-z/-])(?:19|20)\d{2}[-/.](?:0?[1-9]|1[0-2])[-/.](?:0?[1-9]|[12]\d|3[01])(?![\d.])"
)
# each with what a person would write instead
_MACHINE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), hint)
    for pattern, hint in (
        (r"(?<![A-Za-z0-9])E(?:0[1-9]|1\d|20)(?![A-Za-z0-9])", "请写明条款和条件，不用规则编号"),
        (r"按未填写处理|视同未填写|按空白处理", "请写明缺少什么"),
        (r"退出码|wzqa|award\.toml|record\.db", "请删去程序用语"),
        (r"(?<![A-Za-z])(?:None|null|nan|NaN|True|False|undefined|Undefined)(?![A-Za-z])",
         "请填写实有的内容"),
        (r"(?<![A-Za-z])(?:pass|fail|pending|missing|warn|skip)(?![A-Za-z])", "请用中文写明结论"),
        (r"\d\s*[×xX*]\s*\d+\s*[<>＜＞≤≥]|[得票实到应到][^。]{0,6}×\d+\s*[<>＜＞≤≥]",
         "请用文字写明人数和比例"),
        (r"\{'|'\}|\['|'\]|': '", "请用文字写明"),
        (r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}", "请写成 2026年9月1日"),
        (r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?)", "请填写实有的内容"),
    )
)  # fmt: skip
# predicates that need somebody or something to be said of
_PREDICATE = re.compile(
    r"(?:不符合|未达到|未满足|不满足|未通过|未提交|未提供|未填写|晚于|早于|低于|高于|超过|少于|不足)(?!的)"
)


def check(report: Report) -> None:
    """Run every check of this module."""
    inward = [(p, "") for p in report.model.paragraphs if p.plain]
    others = [(p, part) for part, ps in report.model.parts.items() for p in ps if p.plain]
    for paragraph, part in [*inward, *others]:
        _day(report, paragraph, part)
        _machine(report, paragraph, part)
    for paragraph in report.roles.of(*TEXT):
        _subject(report, paragraph)


def _day(report: Report, paragraph: Paragraph, part: str) -> None:
    if report.roles.by_number.get(paragraph.number) is Role.DAY:
        return  # 成文日期 has a check of its own
    if match := _DAY.search(paragraph.text):
        report.add(
            "lint-machine-day",
            clause("7.3.5.4"),
            "日期应写年月日",
            paragraph,
            hint="请写成 2026年9月1日",
            value=match[0],
            part=part,
        )


def _machine(report: Report, paragraph: Paragraph, part: str) -> None:
    for pattern, hint in _MACHINE:
        if match := pattern.search(paragraph.text):
            report.add(
                "lint-machine-words",
                clause("7.3.3"),
                f"“{match[0].strip()}”是程序用语，不是公文用语",
                paragraph,
                hint=hint,
                value=paragraph.text[max(0, match.start() - 8) : match.end() + 8].strip(),
                part=part,
            )


def _subject(report: Report, paragraph: Paragraph) -> None:
    """Find a sentence that begins with what is said and never says of whom."""
    for sentence in re.findall(r"[^。；！？]+(?=[。！？])", paragraph.plain):
        words = re.sub(
            r"^(?:[一二三四五六七八九十]+、|（[一二三四五六七八九十\d]+）|\d+[.．])", "", sentence
        )
        if _PREDICATE.match(words):
            report.add(
                "lint-subject",
                clause("7.3.3"),
                "句子没有主语",
                paragraph,
                hint="请写明是谁、什么事项",
                severity=WARNING,
                value=words[:20],
            )
            return
