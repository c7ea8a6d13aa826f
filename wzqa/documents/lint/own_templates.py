"""What goes wrong when staff edit a template: words lost, placeholders broken, things brought along."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from wzqa.documents import cleaning, ooxml
from wzqa.documents.ooxml import w
from wzqa.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from lxml import etree

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LIFTED = re.compile(r"\{%-?\s*(p|tr|tc)\s")
_AROUND = {"p": ("一段", w("p")), "tr": ("一行", w("tr")), "tc": ("一格", w("tc"))}
_HAN = r"\u3400-\u9fff"
# how a placeholder looks that lost a brace or changed its brackets; the name inside tells it
_BROKEN = re.compile(
    rf"(?:\{{{{?|｛｛?|【|\[\[?|〔|《)\s*((?:[{_HAN}A-Za-z]+\.)?[{_HAN}\d（）]+)\s*(?:\}}}}?|｝｝?|】|\]\]?|〕|》)?"
)
_CONSTANT = re.compile(r"\b(?:none|true|false|null)\b", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|'[^']*'|\"[^\"]*\"")
_FIELD = re.compile(
    r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK|DATABASE|MACROBUTTON|EMBED)\b",
    re.IGNORECASE,
)
_HARMLESS = re.compile(r"/(?:hyperlink)$")


def check(
    name: str,
    parts: Mapping[str, bytes],
    known: frozenset[str],
    used: frozenset[str],
    shipped: frozenset[str],
) -> list[Problem]:
    """Name what an edited template would lose or bring along.

    `known` are the fields the kind has, `used` those the template names, `shipped` those that the
    shipped template of the kind names.
    """
    found = [
        p
        for part in parts
        if cleaning.TEXT_PART.fullmatch(part)
        for p in _in_part(name, part, parts[part], known)
    ]
    found += [
        _problem(
            "template-field-dropped",
            f"随附模板中有占位符 {field}，这个模板不再使用",
            name,
            "",
            0,
            field,
        )
        for field in sorted(shipped - used)
    ]
    return [*found, *_brought(name, parts)]


def left_over(name: str, parts: Mapping[str, bytes], known: frozenset[str]) -> list[Problem]:
    """Name what would be printed as it stands although it is meant for a placeholder."""
    return [
        p
        for part in parts
        if cleaning.TEXT_PART.fullmatch(part)
        for p in _in_part(name, part, parts[part], known)
        if p.code == "template-placeholder-lost"
    ]


def _in_part(name: str, part: str, content: bytes, known: frozenset[str]) -> Iterator[Problem]:
    root = ooxml.parse(content, name, part)
    for number, node in enumerate(ooxml.paragraphs(root), 1):
        text = ooxml.own_text(node)
        yield from _lost(name, part, number, node, text)
        for tag in _TAG.findall(text):
            if word := _CONSTANT.search(_QUOTED.sub("", tag)):
                yield _problem(
                    "template-constant",
                    f"标签 {tag} 里的 {word[0]} 不是内容：各栏填的是文字，没有内容时是空的，这一处什么也印不出",
                    name,
                    part,
                    number,
                    text,
                )
        rest = _TAG.sub("", text)
        for match in _BROKEN.finditer(rest):
            if match[1] in known or match[1].partition(".")[2] in _leaves(known):
                yield _problem(
                    "template-placeholder-lost",
                    f"“{match[0].strip()}”像是占位符 {match[1]}，花括号不完整或换了括号，会原样印出",
                    name,
                    part,
                    number,
                    text,
                )
        if _hidden(node):
            yield _problem("template-hidden-text", "有隐藏文字", name, part, number, text)
        codes = "".join(i.text or "" for i in node.iter(w("instrText"))) + "".join(
            i.get(w("instr"), "") for i in node.iter(w("fldSimple"))
        )
        if code := _FIELD.search(codes):
            yield _problem(
                "template-field-code",
                f"有会读取外部内容的域（{code[1].upper()}）",
                name,
                part,
                number,
                text or codes,
            )


def _leaves(known: frozenset[str]) -> frozenset[str]:
    return frozenset(path.rpartition(".")[2] for path in known if "." in path)


def _lost(name: str, part: str, number: int, node: etree._Element, text: str) -> Iterator[Problem]:
    """Find words that vanish with a tag that takes its whole paragraph, row or cell away."""
    for match in _LIFTED.finditer(text):
        words, tag = _AROUND[match[1]]
        around = node if match[1] == "p" else next(node.iterancestors(tag), node)
        whole = text if around is node else "".join(ooxml.own_text(p) for p in around.iter(w("p")))
        left = _TAG.sub("", whole).strip()
        if left:
            yield _problem(
                "template-text-lost",
                f"标签 {{%{match[1]} …%}} 会连同它所在的{words}一起去掉，“{left[:20]}”不会印出",
                name, part, number, text,
            )  # fmt: skip
            return


def _hidden(node: etree._Element) -> bool:
    return any(
        (v.get(w("val")) or "1").lower() not in {"0", "false", "off"}
        for run in node.iter(w("r"))
        if any((t.text or "").strip() for t in run.iter(w("t")))
        for v in run.iterfind(f"{w('rPr')}/{w('vanish')}")
    )


def _brought(name: str, parts: Mapping[str, bytes]) -> Iterator[Problem]:
    """Name macros and whatever is fetched from outside when the letter is opened."""
    for part, content in parts.items():
        if part.rpartition("/")[2].lower().startswith("vbaproject"):
            yield _problem("template-macro", "带有宏", name, "", 0, part)
        if not part.endswith(".rels"):
            continue
        for node in ooxml.parse(content, name, part):
            kind = node.get("Type", "")
            if node.get("TargetMode") == "External" and not _HARMLESS.search(kind):
                what = {"image": "外部图片", "attachedTemplate": "外部模板"}.get(
                    kind.rpartition("/")[2], "外部链接"
                )
                yield _problem(
                    "template-external",
                    f"有{what}，打开文书时会去读取",
                    name,
                    "",
                    0,
                    node.get("Target", ""),
                )


_MENDS = {
    "template-text-lost": "请把文字移到单独一段（一行），标签独占一段（一行）",
    "template-placeholder-lost": "请写成两端各两个半角花括号，如 {{ 组织名称 }}",
    "template-field-dropped": "请核对是否有意删去；需要时从随附模板复制回来",
    "template-hidden-text": "请取消隐藏或删去",
    "template-field-code": "请删去该域，改为直接写文字",
    "template-constant": "请写成 {%p if 名称 %}（有内容时）或 {%p if not 名称 %}（没有内容时）",
    "template-macro": "请另存为不带宏的 .docx",
    "template-external": "请删去链接，图片改为嵌入",
}
_WARN = {"template-field-dropped", "template-hidden-text", "template-constant"}


def _problem(code: str, message: str, file: str, part: str, number: int, value: str) -> Problem:
    shown = " ".join(value.split())
    return Problem(
        code=code,
        message=message,
        severity=Severity.WARNING if code in _WARN else Severity.ERROR,
        place=Place(
            file, cleaning.part_name(part) if part else None, f"段{number}" if number else None
        ),
        value=(shown if len(shown) <= 60 else f"{shown[:60]}…") or None,  # noqa: PLR2004  (one line)
        hint=_MENDS[code],
    )
