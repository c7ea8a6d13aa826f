"""--merge and --pdf: print files and PDF beside the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.documents.batch import Rendered
    from wzqa.stages.ground.cycle import Cycle


def extras(
    cycle: Cycle, stage: str, rendered: Sequence[Rendered], *, pdf: bool, merge: bool
) -> None:
    """Write merged print files per kind, and PDF files when LibreOffice is there."""
    _forget_extras(cycle, stage)
    merged: list[tuple[str, bytes]] = []
    if merge:
        from wzqa.documents.kinds import NAMES
        from wzqa.documents.merge import merge as merge_letters

        by_kind: dict[str, list[Rendered]] = {}
        for item in rendered:
            by_kind.setdefault(item.job.kind, []).append(item)
        for kind, items in by_kind.items():
            name = f"{NAMES[kind]}（{len(items)}份合并）.docx"
            data = merge_letters([item.data for item in items], items[0].job.properties)
            merged.append((name, data))
            cycle.write(f"out/{stage}/合并打印/{name}", data, stage)
    if pdf:
        from wzqa.documents import pdf as converter

        if converter.office() is None:
            cycle.note([converter.missing()])
            return
        files = [(item.job.file_name, item.data) for item in rendered] + merged
        converted = converter.convert(
            [data for _, data in files], cycle.settings.cycle.deadline_city
        )
        for (name, _), made in zip(files, converted, strict=True):
            target = f"{name.removesuffix('.docx')}.pdf"
            cycle.write(f"out/{stage}/PDF/{target}", made, stage)


def _forget_extras(cycle: Cycle, stage: str) -> None:
    """Remove print files of an earlier run: they may hold superseded letters."""
    for row in cycle.record.rows("SELECT path FROM output WHERE stage = ?", stage):
        path = row["path"]
        old = path.startswith((f"out/{stage}/合并打印/", f"out/{stage}/PDF/"))
        if old:
            cycle.record.remove(path)
