"""The renderer: a template is prepared once per kind, a letter costs a fraction of a millisecond.

`prepare` unpacks, cleans, patches and compiles; `Prepared.render` fills the compiled parts, checks
their XML strictly and appends them to the packed rest (documents.md §3).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING
from xml.parsers import expat

from jinja2 import TemplateSyntaxError

from wzqa.documents import (
    cleaning,
    dialect,
    faults,
    heads,
    kinds,
    marks,
    ooxml,
    package,
    rows,
    usual,
)
from wzqa.documents.ooxml import w
from wzqa.documents.pictures import Picture
from wzqa.documents.signature import open_indents
from wzqa.problems import Exit, Place, Problem, WzqaError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from jinja2 import Template

CORE = "docProps/core.xml"
CUSTOM = "docProps/custom.xml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Properties:
    """What a letter carries in its document properties (documents.md §2).

    `list_ref` is the confirmed list it rests on (`review-1`) or `record`; `day` is 成文日期, which
    also stands as created and modified; `author` the office; `subject_key` the applicant's key.
    """

    kind: str
    title: str
    list_ref: str
    list_hash: str
    day: date
    author: str
    subject_key: str = ""
    number: str | None = None
    draft: bool = False
    demo: bool = False
    anchor: str = ""  # the ledger's head, in the lower margin

    def parts(self) -> list[tuple[str, bytes]]:
        """Write the two property parts of the file."""
        custom = {
            "wzqa_kind": self.kind,
            "wzqa_list": self.list_ref,
            "wzqa_list_hash": self.list_hash,
            "wzqa_key": self.subject_key,
            "wzqa_number": self.number or "",
        }
        return [
            (CORE, package.core_properties(self.title, self.author, self.day)),
            (CUSTOM, package.custom_properties(custom)),
        ]


@dataclass(frozen=True, slots=True)
class _Variant:
    """A template ready for one combination of marks: packed rest, compiled parts, their source."""

    skeleton: bytes
    compiled: tuple[tuple[str, Template], ...]
    parts: dict[str, bytes]


@dataclass(slots=True)
class Prepared:
    """A template prepared for rendering. `name` is the file's name, as messages cite it."""

    name: str
    kind: str
    sha256: str
    _parts: dict[str, bytes]
    _slow: bool = False  # loops over columns need docxtpl's own table fixing
    _variants: dict[tuple[str, str], _Variant] = field(default_factory=dict)
    _uses: tuple[faults.Use, ...] | None = None

    @property
    def uses(self) -> tuple[faults.Use, ...]:
        """Every use of a name, in the order of the parts. Raises WzqaError as `prepare`."""
        if self._uses is None:
            parts = [(part, self._parts[part]) for part in _text_parts(self._parts)]
            try:
                self._uses = tuple(use for part in parts for use in faults.uses_in(*part))
            except TemplateSyntaxError:
                _check(self.name, self._parts)
                raise
        return self._uses

    @property
    def placeholders(self) -> frozenset[str]:
        """The fields that the template asks for."""
        return frozenset(use.path for use in self.uses if use.path.isidentifier())

    def render(self, fields: Mapping[str, object], properties: Properties) -> bytes:
        """Fill the template; the same fields and properties give the same bytes.

        `fields` holds text, yes/no and lists of rows of text. Raises WzqaError (exit 1) that names
        template, paragraph and applicant when a value is missing or the result is no valid XML.
        """
        fields = usual.WORDS | dict(fields)
        variant = self._variant_for(properties)
        if self._wants_docxtpl(fields):
            return _render_slowly(self, variant, fields, properties)
        filled = self._filled(variant, fields, properties, strict=True)
        return package.append(variant.skeleton, [*filled, *properties.parts()])

    def parts(
        self, fields: Mapping[str, object], properties: Properties, *, strict: bool
    ) -> dict[str, bytes]:
        """Give the parts that `render` packs, to be compared; not `strict`: be they XML or not."""
        fields = usual.WORDS | dict(fields)
        variant = self._variant_for(properties)
        if self._wants_docxtpl(fields):
            return package.unpack(_render_slowly(self, variant, fields, properties), self.name)
        filled = self._filled(variant, fields, properties, strict=strict)
        return variant.parts | dict(filled) | dict(properties.parts())

    def _wants_docxtpl(self, fields: Mapping[str, object]) -> bool:
        return self._slow or any(isinstance(v, Picture) for v in fields.values())

    def _filled(
        self,
        variant: _Variant,
        fields: Mapping[str, object],
        properties: Properties,
        *,
        strict: bool,
    ) -> list[tuple[str, bytes]]:
        filled: list[tuple[str, bytes]] = []
        for part, template in variant.compiled:
            try:
                content = template.render(fields).encode("utf-8")
                if strict:
                    expat.ParserCreate().Parse(content, True)  # and no tree to build
            except Exception as error:  # whatever a template does wrong is the template's fault
                raise self._refused(variant, part, fields, properties, error) from error
            filled.append((part, content))
        return filled

    def _refused(
        self,
        variant: _Variant,
        part: str,
        fields: Mapping[str, object],
        properties: Properties,
        error: Exception,
    ) -> WzqaError:
        problem = faults.at_render(self.name, part, variant.parts[part], fields, error)
        who = f"{properties.title}（{properties.subject_key}）".replace("（）", "")
        return WzqaError(f"{self.name} 不能生成“{who}”：{problem.message}", Exit.INPUT, [problem])

    def _variant_for(self, properties: Properties) -> _Variant:
        government = properties.kind in kinds.GOVERNMENT
        words = marks.words(draft=properties.draft, demo=properties.demo, government=government)
        return self._variant(words, properties.anchor)

    def _variant(self, words: str, anchor: str = "") -> _Variant:
        key = (words, anchor)
        if key not in self._variants:
            try:
                self._variants[key] = _compile(self._parts, words, anchor)
            except TemplateSyntaxError:
                _check(self.name, self._parts)
                raise
        return self._variants[key]

    def unknown(self, known: Iterable[str]) -> list[Problem]:
        """List each use of a name that the field dictionary lacks; see `known_paths`."""
        names = {*known, *known_paths(usual.WORDS)}
        return [
            faults.unknown(self.name, use)
            for use in dict.fromkeys(self.uses)
            if use.path not in names and f"{use.path.rpartition('.')[0]}.*" not in names
        ]


def known_paths(fields: Mapping[str, object]) -> frozenset[str]:
    """Name all that a template may read: `主送`, `名单`, `名单[].名称`; `名单[].*` for no rows."""
    names: set[str] = set()

    def walk(prefix: str, value: object) -> None:
        names.add(prefix)
        if isinstance(value, Mapping):
            for key, inner in value.items():
                walk(f"{prefix}.{key}", inner)
        elif isinstance(value, list | tuple):
            if not value:
                names.update((f"{prefix}[]", f"{prefix}[].*"))
            for row in value:
                walk(f"{prefix}[]", row)

    for name, value in fields.items():
        walk(name, value)
    return frozenset(names)


@lru_cache(maxsize=64)
def prepare(template: bytes, name: str, kind: str, *, shipped: bool = False) -> Prepared:
    """Unpack, clean, patch and compile a template once.

    Raises WzqaError: exit 5 when the file is no Word file, exit 1 with one problem per broken tag,
    tracked change or missing page set-up. A `shipped` one has been looked at by the tests: its tags
    are parsed when it is first filled.
    """
    original = package.unpack(template, name)
    problems = [] if shipped else _brought_along(original, name)
    parts = cleaning.clean(original)
    parts.setdefault(ooxml.DOCUMENT_RELS, _EMPTY_RELATIONS)
    if ooxml.STYLES in parts:
        for arranged in (open_indents, rows.arrange, heads.fit):
            parts[ooxml.DOCUMENT] = arranged(parts[ooxml.DOCUMENT], parts[ooxml.STYLES])
    root = ooxml.parse(parts[ooxml.DOCUMENT])
    if root.tag != w("document") or not marks.sections(root):
        problems.append(
            Problem(
                code="template-section",
                message="没有页面设置，或存成了“严格 Open XML”",
                place=Place(name),
                hint="请从随附模板另存后修改，类型选“Word 文档（.docx）”",
            )
        )
    _check(name, parts, problems, parsed=not shipped)
    prepared = Prepared(
        name=name,
        kind=kind,
        sha256=hashlib.sha256(template).hexdigest(),
        _parts=parts,
        _slow=faults.needs_docxtpl(parts[ooxml.DOCUMENT]),
    )
    if not shipped:
        prepared._variant("")  # noqa: SLF001  (compile errors belong to the preparation)
    return prepared


def _brought_along(original: dict[str, bytes], name: str) -> list[Problem]:
    """Name changes that nobody accepted. Raises WzqaError (exit 5) where a part is no XML."""
    for part, content in original.items():
        if part.endswith((".xml", ".rels")):
            ooxml.parse(content, name, part)
    return [p for p in cleaning.changes(original, name) if p.code == "template-tracked-changes"]


def _text_parts(parts: dict[str, bytes]) -> list[str]:
    return [part for part in parts if cleaning.TEXT_PART.fullmatch(part)]


def _check(
    name: str, parts: dict[str, bytes], problems: Sequence[Problem] = (), *, parsed: bool = True
) -> None:
    """Raise what is wrong with a template, broken tags included."""
    found = list(problems)
    for part in _text_parts(parts):
        found += faults.in_tags(name, part, parts[part], parsed=parsed)
    if found:
        raise WzqaError(f"模板 {name} 有{len(found)}处错误", Exit.INPUT, found)


_EMPTY_RELATIONS = (
    ooxml.DECLARATION + f'<Relationships xmlns="{ooxml.RELATION_NS}"></Relationships>'.encode()
)


def _compile(parts: dict[str, bytes], words: str, anchor: str) -> _Variant:
    """Mark, compile the parts that hold tags, pack the others."""
    if words or anchor:
        parts = marks.mark(parts, words, anchor)
    live = [
        name
        for name in sorted(parts)
        if cleaning.TEXT_PART.fullmatch(name)
        and (name == ooxml.DOCUMENT or faults.has_tags(parts[name]))
    ]
    compiled = tuple((n, _filled_in(parts[n])) for n in live)
    rest = {name: content for name, content in parts.items() if name not in live}
    return _Variant(package.pack(rest), compiled, parts)


@lru_cache(maxsize=128)
def _filled_in(part: bytes) -> Template:
    """Compile a part: the body is the same whatever the ledger's head beneath it."""
    return dialect.environment().from_string(dialect.patched(faults.as_text(part)))


def _render_slowly(
    prepared: Prepared, variant: _Variant, fields: Mapping[str, object], properties: Properties
) -> bytes:
    """Render through docxtpl itself: pictures add parts, column loops need their table mended."""
    from wzqa.documents import pictures  # noqa: PLC0415  (python-docx, needed by few)

    images = {name: value for name, value in fields.items() if isinstance(value, Picture)}
    own = properties.parts()
    try:
        parts = pictures.render(variant.parts, fields, images, own)
    except Exception as error:  # as in `Prepared.render`
        raise prepared._refused(  # noqa: SLF001  (one module)
            variant, ooxml.DOCUMENT, {**fields, **dict.fromkeys(images, "")}, properties, error
        ) from error
    return package.append(package.pack(parts), own)
