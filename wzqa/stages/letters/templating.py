"""`wzqa templates …` and `wzqa lint`."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from wzqa.documents.kinds import KINDS
from wzqa.problems import Exit, Problem, Severity, WzqaError, reason
from wzqa.stages.ground.cycle import MARKER, Grid, Report

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from wzqa.settings import Settings
    from wzqa.stages.ground.cycle import Cycle

Answer = tuple[Report, list[Problem], list[str]]


def kind_files() -> dict[str, str]:
    """Map every kind to its template's file name."""
    return {kind.name: kind.template for kind in KINDS}


def _settings(folder: Path | None, year: int) -> Settings | None:
    if folder is None:
        return None
    from wzqa.award_toml import load

    return load(folder / MARKER, year)


def listing(folder: Path | None) -> Answer:
    """List the templates in force."""
    from wzqa.documents.templates import Library

    files = kind_files()
    names = {file: kind for kind, file in files.items()}
    entries = Library(folder).entries()
    report = Report(
        {
            "templates": [
                {"file": e.name, "kind": names.get(e.name), "own": e.own, "path": str(e.path)}
                for e in entries
            ]
        }
    )
    rows = tuple((e.name, names.get(e.name, "—"), "届次目录" if e.own else "随附") for e in entries)
    report.say(Grid(("模板", "文种", "来源"), rows, "文书模板"))
    return report, [], []


def export(cycle: Cycle) -> Report:
    """Copy the shipped templates into the cycle; those there are left alone."""
    from wzqa.documents import templates

    written, kept = templates.export(cycle.folder / "templates", dry_run=cycle.dry_run)
    report = Report({"written": [p.name for p in written], "kept": [p.name for p in kept]})
    cycle.files.extend(cycle.relative(p) for p in written)
    report.say(f"已复制{len(written)}个模板到 templates/，已有{len(kept)}个没有动")
    return report


def check(folder: Path | None, year: int) -> Answer:
    """Render every template with sample data and name what is wrong."""
    from wzqa.documents.letters import samples
    from wzqa.documents.lint import template_check
    from wzqa.documents.templates import Library

    results = template_check.check(
        Library(folder), kind_files(), samples.sample_fields, _settings(folder, year)
    )
    problems = [p for _, found in results for p in found]
    report = _files_report([(name, found) for name, found in results])
    return report, problems, []


def lint_files(files: Sequence[Path], folder: Path | None, year: int) -> Answer:
    """Check Word files against GB/T 9704-2012."""
    from wzqa.documents.lint.lint import lint

    settings = _settings(folder, year)
    results: list[tuple[str, list[Problem]]] = []
    unreadable: list[Problem] = []
    for file in files:
        try:
            data = file.read_bytes()
            results.append((str(file), lint(data, str(file), settings)))
        except OSError as error:
            unreadable.append(_unreadable(file, reason(error)))
        except WzqaError as error:
            unreadable += error.problems
    report = _files_report(results)
    if unreadable:
        report.exit = Exit.RECORD
    return report, [p for _, found in results for p in found] + unreadable, []


def _unreadable(file: Path, why: str) -> Problem:
    from wzqa.problems import Place

    return Problem(
        code="file-read",
        message=f"读不了：{why}",
        place=Place(str(file)),
        hint="请核对文件名和权限",
    )


def _files_report(results: Sequence[tuple[str, list[Problem]]]) -> Report:
    rows = []
    for name, found in results:
        counts = Counter(p.severity for p in found)
        rows.append((name, counts[Severity.ERROR], counts[Severity.WARNING]))
    failed = any(errors for _, errors, _ in rows)
    report = Report(
        {"files": [{"file": n, "errors": e, "warnings": w} for n, e, w in rows]},
        exit=Exit.DISCREPANCY if failed else Exit.OK,
    )
    report.say(
        Grid(("文件", "错误", "提示"), tuple((n, str(e), str(w)) for n, e, w in rows), "检查结果")
    )
    return report
