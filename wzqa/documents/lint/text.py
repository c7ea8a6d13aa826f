"""Words and characters: faces of punctuation, wording rules, left-overs (documents.md §6)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.documents.lint.left_over import left_over
from wzqa.documents.lint.report import ERROR, WARNING, clause

if TYPE_CHECKING:
    from collections.abc import Iterator

    from wzqa.documents.lint.model import Paragraph
    from wzqa.documents.lint.report import Report

_HAN = r"\u3400-\u9fff\U00020000-\U0003ffff"
_WIDE = re.compile(rf"[{_HAN}\u2e80-\u33ff\uf900-\ufaff\uff00-\uffef]")
_AMBIGUOUS = re.compile(r"[“”‘’—…·]")
_HALF = re.compile(rf"""[{_HAN}）〕》”][,;:?!()"]|[,;:?!()"][{_HAN}（〔《“]|[{_HAN}]\.(?!\d)""")
_BLANK_DAY = re.compile(
    r"[X×Ｘx○〇]{1,4}\s*年\s*(?:[X×Ｘx○〇]{1,2}|\d{1,2})\s*月|\d{4}年[X×Ｘx]{1,2}月"
)
_FILLER = re.compile(r"[×ＸX]{2,}(?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])[×Ｘ]{2,}")
_ZERO_DAY = re.compile(r"\d年0\d月|月0\d日")
_DOUBLED = re.compile(
    r"年年(?![底初末中终会])|月月(?![底初末中])|第第|号号|日日(?![夜常])|的的(?!确)|"
    r"([，。、；：？！])\1"
)
_REPEATED = re.compile(rf"([{_HAN}]{{2,6}})\1")
_BRACKETED_YEAR = re.compile(r"[一-鿿][\[［【]\s*\d{4}\s*[\]］】]\s*\d+\s*号")
_BASIS = "《办法》（三）“业务性质的绩效评价活动”"
_PUNCTUATION = "GB/T 15834—2011"


def check(report: Report) -> None:
    """Run every check of this module."""
    for part, paragraph in _everything(report):
        _faces(report, paragraph, part)
        _characters(report, paragraph, part)
        _left_overs(report, paragraph, part)
        _wording(report, paragraph, part)
    if report.model.unfinished:
        report.add(
            "lint-unfinished",
            clause("5.2.4"),
            "有未处理的修订或批注",
            hint="请接受或拒绝全部修订并删除批注",
        )


def _everything(report: Report) -> Iterator[tuple[str, Paragraph]]:
    for paragraph in report.model.paragraphs:
        if paragraph.plain:
            yield "", paragraph
    for part, paragraphs in report.model.parts.items():
        for paragraph in paragraphs:
            if paragraph.plain:
                yield part, paragraph


# --- faces ---------------------------------------------------------------------------------------


def _faces(report: Report, paragraph: Paragraph, part: str) -> None:
    bare = next((r for r in paragraph.runs if not r.face.east and _needs_east(r.text)), None)
    if bare is not None:
        report.add(
            "lint-east-asia",
            clause("5.2.2"),
            "没有指定中文字体，换一台电脑会变样",
            paragraph,
            hint="请选中该段，重新设置中文字体",
            value=bare.text[:40],
            part=part,
        )
        return
    for run in paragraph.runs:
        if _AMBIGUOUS.search(run.text) and not run.face.hint and run.face.latin != run.face.east:
            report.add(
                "lint-punctuation-face",
                clause("5.2.2"),
                f"{''.join(sorted(set(_AMBIGUOUS.findall(run.text))))}会用西文字体",
                paragraph,
                hint="请把这些标点设为中文字体",
                value=run.text[:40],
                part=part,
            )
            return


def _needs_east(text: str) -> bool:
    return bool(_WIDE.search(text) or _AMBIGUOUS.search(text))


def outside_gb2312(text: str) -> list[str]:
    """List the characters that a GB 2312 face does not hold."""
    found: dict[str, None] = {}
    for char in text:
        if char.isascii() or char in "\u00a0\u3000—·":  # A1AA and A1A4, by other names in Python
            continue
        try:
            char.encode("gb2312")
        except UnicodeEncodeError:
            found[char] = None
    return list(found)


def _characters(report: Report, paragraph: Paragraph, part: str) -> None:
    odd: dict[str, None] = {}
    for run in paragraph.runs:
        if "GB2312" in (run.face.east or "").upper():
            odd |= dict.fromkeys(outside_gb2312(run.text))
    if odd:
        report.add(
            "lint-gb2312",
            clause("5.2.2"),
            f"{'、'.join(odd)}不在 GB 2312 内，会换成别的字体",
            paragraph,
            hint="请把这些字设为仿宋或楷体，打印前核对字形",
            severity=WARNING,
            part=part,
        )


# --- left over -----------------------------------------------------------------------------------


def _left_overs(report: Report, paragraph: Paragraph, part: str) -> None:
    text = paragraph.text
    found = list(left_over(text))
    if found:
        report.add(
            "lint-placeholder",
            clause("7.3.3"),
            f"有没有填写的占位符“{found[0][0]}”",
            paragraph,
            hint="请填写或删去",
            severity=ERROR if any(certain for _, certain in found) else WARNING,
            part=part,
        )
    if report.draft:
        return
    if _BLANK_DAY.search(text):
        report.add(
            "lint-blank-day",
            clause("7.3.5.4"),
            "日期没有填写",
            paragraph,
            hint="请填写日期",
            part=part,
        )
    elif _FILLER.search(text):
        report.add(
            "lint-placeholder",
            clause("7.3.3"),
            "有没有填写的“××”",
            paragraph,
            hint="请填写或删去",
            severity=WARNING,
            part=part,
        )
    for word in report.warn:
        if word in text:
            report.add(
                "lint-warned-word",
                clause("7.3.3"),
                f"正式文书中有“{word}”",
                paragraph,
                hint=f"请核对是否应删去“{word}”",
                severity=WARNING,
                part=part,
            )


# --- wording -------------------------------------------------------------------------------------


def _wording(report: Report, paragraph: Paragraph, part: str) -> None:
    text = paragraph.text
    outside_titles = re.sub(r"《[^》]*》", "《》", text)
    for word in report.forbid:
        if word in outside_titles:
            report.add(
                "lint-forbidden-word",
                _BASIS,
                f"不能用“{word}”",
                paragraph,
                hint="请改用“获评”“给予”“公布”等",
                part=part,
            )
    if match := _ZERO_DAY.search(text):
        report.add(
            "lint-day",
            clause("7.3.5.4"),
            "日期的月、日不编虚位",
            paragraph,
            hint="请去掉月、日前的0",
            value=match[0],
            part=part,
        )
    if match := _BRACKETED_YEAR.search(text):
        report.add(
            "lint-number",
            clause("7.2.5"),
            "发文字号的年份应用六角括号“〔〕”括入",
            paragraph,
            hint="请改为“〔〕”",
            value=match[0],
            part=part,
        )
    _doubled(report, paragraph, part)
    if match := _HALF.search(text):
        report.add(
            "lint-half-width",
            _PUNCTUATION,
            "汉字旁用了半角标点",
            paragraph,
            hint="请改为全角标点",
            severity=WARNING if paragraph.in_table else ERROR,
            value=text[max(0, match.start() - 8) : match.end() + 8].strip(),
            part=part,
        )


def _doubled(report: Report, paragraph: Paragraph, part: str) -> None:
    if match := _DOUBLED.search(paragraph.text):
        severity, words = ERROR, match[0]
    elif not paragraph.in_table and (match := _REPEATED.search(paragraph.text)):
        severity, words = WARNING, match[0]
    else:
        return
    report.add(
        "lint-doubled-word",
        _PUNCTUATION if not re.search(rf"[{_HAN}]", words) else clause("7.3.3"),
        f"“{words}”重复",
        paragraph,
        hint="请删去重复的字",
        severity=severity,
        value=words,
        part=part,
    )
