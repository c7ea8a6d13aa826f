"""A batch of letters: all or nothing, one file each, nobody else's facts (documents.md).

Everything happens in memory; whoever calls moves the finished files into place.
"""

from __future__ import annotations

import dataclasses
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.documents import filenames, leaks, readback
from wzqa.documents.filenames import safe_name
from wzqa.problems import Exit, Place, Problem, WzqaError
from wzqa.screens import progress

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from wzqa.documents.render import Prepared, Properties

    Groups = Callable[["Job"], Iterable[Sequence[str]]]

__all__ = ["Job", "Rendered", "check_batch", "render_batch", "safe_name", "with_distinct_names"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One document to render.

    `key` is the applicant it concerns ("" for lists and other documents about many); `own_words`
    are texts that may stand in it although they contain another applicant's name.
    """

    kind: str
    key: str
    title: str
    to: str
    number: str | None
    file_name: str
    template_name: str
    fields: Mapping[str, object]
    properties: Properties
    own_words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished document in memory; `sha256` is of its bytes, in hexadecimal."""

    job: Job
    data: bytes
    sha256: str


def with_distinct_names(jobs: Iterable[Job]) -> list[Job]:
    """Give jobs whose file names never collide, whatever the letters' case."""
    jobs = list(jobs)
    names = filenames.distinct([job.file_name for job in jobs])
    return [
        job if job.file_name == name else dataclasses.replace(job, file_name=name)
        for job, name in zip(jobs, names, strict=True)
    ]


def render_batch(
    jobs: Sequence[Job],
    templates: Mapping[str, Prepared],
    *,
    others: Mapping[str, tuple[str, str]] | None = None,
    forbidden: Sequence[str] | Groups = (),
) -> list[Rendered]:
    """Render and check every job; nothing comes back unless everything is right.

    `templates` maps `Job.template_name` to the prepared template. `others` maps every applicant's
    key to (name, code): a letter about one of them must hold nobody else's. `forbidden` are texts
    (a score as printed, an examiner's name) for letters of applicants, one sequence for all or a
    function of the job that gives groups of them. Raises WzqaError (exit 1) with one problem per fault and letter.
    """
    problems = _names(jobs)
    rendered: list[Rendered] = []
    for job in progress.counted("生成文书", jobs):
        try:
            data = templates[job.template_name].render(job.fields, job.properties)
        except WzqaError as error:
            problems += [_about(problem, job) for problem in error.problems]
            continue
        rendered.append(Rendered(job, data, hashlib.sha256(data).hexdigest()))
    problems += check_batch(rendered, others or {}, forbidden)
    if problems:
        raise WzqaError(
            f"{len(jobs)}份文书中有{len(problems)}处错误，一份也没有写出", Exit.INPUT, problems
        )
    return rendered


def _about(problem: Problem, job: Job) -> Problem:
    """Name the applicant beside template and paragraph."""
    who = f"（{job.to or job.title}）"
    return dataclasses.replace(problem, message=f"{problem.message}{who}")


def _names(jobs: Sequence[Job]) -> list[Problem]:
    """Check that there are as many files as letters, under names that Windows takes."""
    problems: list[Problem] = []
    taken: dict[str, Job] = {}
    for job in jobs:
        place = Place(job.file_name)
        first = taken.setdefault(filenames.folded(job.file_name), job)
        if first is not job:
            problems.append(
                Problem(
                    code="document-name-taken",
                    message=f"与给{first.to or first.title}的文书同名",
                    place=place,
                    hint="请核对两份文书的编号和名称",
                )
            )
        if not filenames.is_safe(job.file_name):
            problems.append(
                Problem(
                    code="document-name-unsafe",
                    message="文件名在 Windows 上不能用",
                    place=place,
                    hint="请去掉文件名中的符号或缩短名称",
                )
            )
    return problems


_FOREIGN = "文书中有另一申报单位的名称或代码"
_INWARD = "对外文书中有得分、名次或评审专家姓名"


def check_batch(
    rendered: Sequence[Rendered],
    others: Mapping[str, tuple[str, str]],
    forbidden: Sequence[str] | Groups = (),
) -> list[Problem]:
    """Read every letter of an applicant again and look for what must not stand in it."""
    scanner = leaks.foreign(others)
    inward: dict[tuple[str, ...], leaks.Scanner] = {}  # most letters share their words
    problems: list[Problem] = []
    for item in rendered:
        job = item.job
        if not job.key:
            continue
        text = readback.text_of(item.data, job.file_name)
        found = scanner.scan(text, job.key, job.own_words)
        problems += [_leak("document-foreign-facts", _FOREIGN, job, leak) for leak in found]
        for group in forbidden(job) if callable(forbidden) else (forbidden,):
            words = tuple(group)
            if words not in inward:
                inward[words] = leaks.forbidden(words)
            found = inward[words].scan(text, "", job.own_words)
            problems += [_leak("document-inward-facts", _INWARD, job, leak) for leak in found]
    return problems


def _leak(code: str, message: str, job: Job, leak: leaks.Leak) -> Problem:
    return Problem(
        code=code,
        message=f"{message}（{job.to or job.title}）",
        place=Place(job.file_name),
        value=leak.word,
        hint="请核对模板和该单位的数据；写在评语里的，wzqa score 指出单元格，改后重新收入、确认",
    )
