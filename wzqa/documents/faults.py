"""What is wrong with a template, and where: file, part, paragraph, its text."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from jinja2 import TemplateSyntaxError, UndefinedError
from jinja2.exceptions import SecurityError
from lxml import etree

from wzqa.documents import cleaning, dialect, ooxml
from wzqa.problems import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LEFT = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|[｛｝]|[{}](?=[｛｝{}])")
_OPEN = re.compile(r"\{\{|\{%|\{#")
_WIDE = re.compile(r"[（）【】｛｝［］，。：；＝！＂＇％｜．　]")
_QUOTED = re.compile(r"""“[^”]*”|‘[^’]*’|"[^"]*"|'[^']*'""")
_PREFIX = re.compile(r"^(tr|tc|p|r)\s")
_COLUMN_LOOP = re.compile(r"\{%-?\s*tc\s")
_MENDS = {
    "template-broken-tag": "请核对该段的花括号，一个标签要写完整，且在同一段内",
    "template-wide-character": "请把标签内的符号改为半角",
    "template-rich-tag": "请改为 {{ 名称 }}",
    "template-syntax": "请对照随附模板改正该段的标签",
    "template-unknown-placeholder": "请对照随附模板或 wzqa templates check 列出的名称改正",
    "template-missing-value": "请核对该占位符的名称；模板未改动过的，请更新程序",
    "template-bad-value": "请核对该标签的写法，列表须用循环逐行写出",
    "template-invalid-xml": "请核对循环和条件标签是否各自独占一段或一行",
}


@dataclass(frozen=True, slots=True)
class Use:
    """One use of a name in a template: `path` as `dialect.uses` gives it, and its paragraph."""

    path: str
    part: str
    paragraph: int
    text: str


def _problem(code: str, message: str, file: str, use: Use) -> Problem:
    return Problem(
        code=code,
        message=message,
        place=Place(
            file, cleaning.part_name(use.part), f"段{use.paragraph}" if use.paragraph else None
        ),
        value=_short(use.text),
        hint=_MENDS[code],
    )


def _short(text: str) -> str | None:
    text = " ".join(text.split())
    return (text if len(text) <= 60 else f"{text[:60]}…") or None  # noqa: PLR2004  (one line)


def as_text(content: bytes) -> str:
    """Give a part as docxtpl patches it: lxml's spelling, whatever program wrote it."""
    return ooxml.serialise(ooxml.parse(content)).decode("utf-8")


def _joined(content: bytes) -> str:
    return "".join(str(text) for text in ooxml.parse(content).itertext(tag=etree.Element))


def has_tags(content: bytes) -> bool:
    """Say whether a part holds a tag, in its text or in an attribute."""
    return bool(_OPEN.search(content.decode("utf-8", "replace")) or _OPEN.search(_joined(content)))


def needs_docxtpl(content: bytes) -> bool:
    """Say whether the body loops over table columns."""
    return bool(_COLUMN_LOOP.search(_joined(content)))


# --- tags one by one -----------------------------------------------------------------------------


def _paragraph_uses(part: str, content: bytes) -> Iterator[Use]:
    for number, node in enumerate(ooxml.paragraphs(ooxml.parse(content)), 1):
        yield Use("", part, number, ooxml.own_text(node))


def in_tags(file: str, part: str, content: bytes, *, parsed: bool = True) -> list[Problem]:
    """Find every broken tag of a part, each with its paragraph; then what only the whole shows.

    `parsed` False: only what no parser would stop at.
    """
    found: list[Problem] = []
    for use in _paragraph_uses(part, content):
        if not re.search(r"[{}｛｝]", use.text):
            continue
        tags = _TAG.findall(use.text)
        if _LEFT.search(_TAG.sub("", use.text)):
            found.append(_problem("template-broken-tag", "标签的花括号不完整", file, use))
        for tag in tags:
            found += _in_tag(tag, file, use, parsed=parsed)
    return found or (_in_whole(file, part, content) if parsed else [])


def _in_tag(tag: str, file: str, use: Use, *, parsed: bool) -> list[Problem]:
    inner = tag[2:-2].strip("-+ ")
    if tag.startswith("{#"):
        return []
    if _WIDE.search(_QUOTED.sub("", inner)):
        return [_problem("template-wide-character", f"标签 {tag} 里有全角符号", file, use)]
    if tag.startswith("{{") and re.match(r"[rp]\s", tag[2:]):
        return [_problem("template-rich-tag", f"标签 {tag} 不能印出文本", file, use)]
    if tag.startswith("{{") and parsed:
        try:
            dialect.environment().parse(dialect.patched(tag))
        except TemplateSyntaxError:
            return [_problem("template-syntax", f"标签 {tag} 写法有误", file, use)]
    return []


# --- a numbered copy of the source: one line a paragraph -----------------------------------------


@dataclass(frozen=True, slots=True)
class _Numbered:
    """The patched source with each paragraph on a line that begins with its number.

    `shown` maps a paragraph's place among all to its N and text; a row or paragraph that holds
    only a tag is lifted out by docxtpl and has no line: its tag stands on the line before.
    """

    source: str
    lines: tuple[int, ...]
    shown: tuple[tuple[int, str], ...]

    def find(self, line: int | None, word: str) -> tuple[int, str]:
        """Give N and text of the paragraph at a line; `word` tells it from lifted ones."""
        if line is None or not 0 < line <= len(self.lines):
            return 0, ""
        place = self.lines[line - 1]
        following = (p for p in self.lines[line:] if p != place)
        end = next(following, len(self.shown))
        for number, text in self.shown[place : max(end, place + 1)]:
            if word in text:
                return number, text
        return self.shown[place]


@lru_cache(maxsize=32)
def _numbered(content: bytes) -> _Numbered:
    root = ooxml.parse(content)
    numbers = {node: n for n, node in enumerate(ooxml.paragraphs(root), 1)}
    shown: list[tuple[int, str]] = [(0, "")]
    last = 0
    for node in root.iter(ooxml.W_P):
        last = numbers.get(node, last)
        shown.append((last, ooxml.own_text(node)))
    text = etree.tostring(root, encoding="unicode").replace("\n", " ")
    count = itertools.count(1)
    text = re.sub(r"<w:p(?=[ >/])", lambda _: f"\n<!--{next(count)}--><w:p", text)
    source = dialect.patched(text)
    places = [re.match(r"<!--(\d+)-->", line) for line in source.split("\n")]
    return _Numbered(source, tuple(int(m[1]) if m else 0 for m in places), tuple(shown))


def _at(part: str, content: bytes, line: int | None, path: str = "", word: str = "{") -> Use:
    number, text = _numbered(content).find(line, word)
    return Use(path, part, number, text)


def _in_whole(file: str, part: str, content: bytes) -> list[Problem]:
    """Find what is wrong with the tags together: a loop not closed, a condition never opened."""
    try:
        dialect.environment().from_string(_numbered(content).source)
    except TemplateSyntaxError as error:
        use = _at(part, content, error.lineno)
        return [_problem("template-syntax", f"标签配对或写法有误（{error.message}）", file, use)]
    return []


def uses_in(part: str, content: bytes) -> list[Use]:
    """List every use of a name in a part that compiles."""
    tree = dialect.environment().parse(_numbered(content).source)
    return [
        _at(part, content, line, path, re.split(r"[.\[\]]+", path)[-1] or path.split("[")[0])
        for path, line in dialect.uses(tree)
    ]


def unknown(file: str, use: Use) -> Problem:
    """Name one use of a name that the field dictionary lacks."""
    name = use.path.replace("[]", "")
    return _problem(
        "template-unknown-placeholder", f"占位符 {name} 不在该文书的字段表内", file, use
    )


# --- failures while rendering --------------------------------------------------------------------


def at_render(
    file: str, part: str, content: bytes, fields: Mapping[str, object], error: Exception
) -> Problem:
    """Say which paragraph a failed rendering stopped at, by rendering the numbered copy again."""
    line = None
    source = _numbered(content).source
    try:
        result = dialect.environment().from_string(source).render(fields)
    except Exception as again:  # noqa: BLE001  (the same failure, now with a line)
        line, error = _line(again), again
    else:
        if isinstance(error, expat.ExpatError):
            return _malformed(file, part, result)
    if isinstance(error, UndefinedError):
        match = re.search(r"'([^']+)' is undefined|has no attribute '([^']+)'", str(error))
        name = (match[1] or match[2]) if match else str(error)
        use = _at(part, content, line, word=name)
        return _problem("template-missing-value", f"占位符 {name} 没有内容", file, use)
    use = _at(part, content, line)
    if isinstance(error, SecurityError):
        return _problem("template-syntax", "标签里有不允许的操作", file, use)
    return _problem("template-bad-value", f"标签不能印出（{error}）", file, use)


def _line(error: BaseException) -> int | None:
    """Find the template's line in a traceback that Jinja rewrote."""
    line, step = None, error.__traceback__
    while step is not None:
        if step.tb_frame.f_code.co_filename == "<template>":
            line = step.tb_lineno
        step = step.tb_next
    return line


def _malformed(file: str, part: str, result: str) -> Problem:
    """Describe a result that is no XML by the words around the fault."""
    text = ""
    try:
        etree.fromstring(result.encode("utf-8"))
    except etree.XMLSyntaxError as error:
        lines = result.split("\n")
        text = re.sub(r"<[^>]*>", "", lines[min(error.lineno or 1, len(lines)) - 1])
    return _problem(
        "template-invalid-xml", "生成的内容不是正确的 XML", file, Use("", part, 0, text)
    )
