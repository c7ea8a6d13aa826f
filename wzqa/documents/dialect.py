"""The template dialect: docxtpl's tags in a sandboxed, strict, escaping Jinja.

A value is printed as typed, whatever it holds: markup characters are escaped, control characters
dropped, a line break becomes one in Word, and a tag inside a value is never evaluated.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from io import BytesIO

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, Undefined, nodes
from jinja2.runtime import LoopContext
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape

from wzqa.documents import heads, rows

# Controls, C1, zero-width and direction marks, non-characters, lone surrogates.
_JUNK = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2064"
    "\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
_OF_LOOPS = frozenset(("first", "last", "index", "index0", "revindex", "revindex0", "length"))
_BREAKS = re.compile("\r\n?|[\u0085\u2028\u2029]")
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TAB = '</w:t><w:tab/><w:t xml:space="preserve">'


def clean(value: str) -> str:
    """Give a value's text without characters that no letter prints, one kind of line break."""
    return _JUNK.sub("", _BREAKS.sub("\n", value))


def word_text(value: object) -> object:
    """Print one value as the inside of a `w:t`.

    Raises TypeError for what is no text: a list, a yes/no, a float, a value left empty (None).
    """
    if type(value) is str or type(value) is int:  # the usual case; a bool is neither
        return _printed(str(value))
    if isinstance(value, Markup | Undefined):  # str() of a strict undefined raises its own error
        return value
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        message = f"应为文本，实为 {type(value).__name__}"
        raise TypeError(message)
    return _printed(str(value))


@lru_cache(maxsize=8192)
def _printed(value: str) -> Markup:
    if value.isprintable():  # nothing to drop or to break
        return escape(value)
    text = str(escape(clean(value)))
    if "\n" in text or "\t" in text:
        text = text.replace("\n", _BREAK).replace("\t", _TAB)
    return Markup(text)  # noqa: S704  (escaped above)


def _lines(value: object) -> list[str]:
    """Give the lines of a value that stand as paragraphs of their own."""
    return str(value).splitlines()


class _Sandbox(SandboxedEnvironment):
    """The sandbox, which need not ask about what every row of every list is asked for."""

    def getattr(self, obj: object, attribute: str) -> object:
        """Give a field of a row, or where a loop is; anything else as the sandbox does."""
        if obj.__class__ is dict and attribute in obj and not attribute.isascii():
            return obj[attribute]  # no attribute of a dict is called so
        if obj.__class__ is LoopContext and attribute in _OF_LOOPS:
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)


@cache
def environment() -> SandboxedEnvironment:
    """Give the one environment of all templates: sandbox, strict names, escaping."""
    env = _Sandbox(  # not optimized: a template has few constants to reckon with beforehand
        autoescape=True, undefined=StrictUndefined, finalize=word_text, optimized=False
    )
    del env.filters["safe"]  # nothing in a letter is markup
    env.filters["字宽"] = rows.narrowed
    env.filters["一行"] = heads.one_line
    env.filters["逐行"] = _lines
    env.globals.clear()  # no range, lipsum, cycler: a placeholder is a field or an error
    return env


def patched(xml: str) -> str:
    """Put split tags together and lift row and paragraph tags out of their elements."""
    result: str = DocxTemplate(BytesIO()).patch_xml(xml)
    return result


# --- what a template asks for --------------------------------------------------------------------


def _path(node: nodes.Node, scope: dict[str, str]) -> str | None:
    """Name what an expression reads: `名单`, `名单[].名称`; None for anything computed."""
    if isinstance(node, nodes.Name):
        return scope.get(node.name, node.name)
    if isinstance(node, nodes.Getattr):
        base = _path(node.node, scope)
        return f"{base}.{node.attr}" if base is not None else None
    if isinstance(node, nodes.Getitem) and isinstance(node.arg, nodes.Const):
        base = _path(node.node, scope)
        return f"{base}.{node.arg.value}" if base is not None else None
    return None


def uses(tree: nodes.Node) -> list[tuple[str, int]]:
    """List (path, line) of everything a template reads: `主送`, `名单`, `名单[].名称`.

    `loop` and names set inside the template are left out.
    """
    found: list[tuple[str, int]] = []
    _walk(tree, {"loop": ""}, found)
    return found


def _walk(node: nodes.Node, scope: dict[str, str], found: list[tuple[str, int]]) -> None:
    if isinstance(node, nodes.For):
        _walk(node.iter, scope, found)
        base = _path(node.iter, scope)
        inner = dict(scope)
        for name in node.target.find_all(nodes.Name):
            inner[name.name] = ""
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = f"{base}[]" if base else ""
        for child in (*node.body, *([node.test] if node.test else [])):
            _walk(child, inner, found)
        for child in node.else_:
            _walk(child, scope, found)
        return
    if isinstance(node, nodes.Name | nodes.Getattr | nodes.Getitem):
        path = _path(node, scope)
        if path is not None:
            if path and not path.startswith(".") and getattr(node, "ctx", "load") == "load":
                found.append((path, node.lineno))
            return
    if isinstance(node, nodes.Assign):
        _walk(node.node, scope, found)
        targets = [node.target] if isinstance(node.target, nodes.Name) else []
        for name in (*targets, *node.target.find_all(nodes.Name)):
            scope[name.name] = ""
        return
    for child in node.iter_child_nodes():
        _walk(child, scope, found)
