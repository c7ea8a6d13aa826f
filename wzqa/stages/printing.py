"""--merge and --pdf: print files and PDF beside the documents."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from wzqa.stages.cycle import Cycle
    from wzqa.stages.view import View


def extras(
    cycle: Cycle, view: View, stage: str, rendered: Sequence[Any], *, pdf: bool, merge: bool
) -> None:
    """Write merged print files per kind, and PDF files when LibreOffice is there."""
    del view
    _forget_extras(cycle, stage)
    merged: list[tuple[str, bytes]] = []
    if merge:
        from wzqa.documents.merge import merge as merge_letters
        from wzqa.stages.notices import KIND_NAMES

        by_kind: dict[str, list[Any]] = {}
        for item in rendered:
            by_kind.setdefault(item.job.kind, []).append(item)
        for kind, items in by_kind.items():
            name = f"{KIND_NAMES[kind]}（{len(items)}份合并）.docx"
            data = merge_letters([item.data for item in items])
            merged.append((name, data))
            cycle.write(f"out/{stage}/合并打印/{name}", data, stage)
    if pdf:
        from wzqa.documents import pdf as converter

        files = [(item.job.file_name, item.data) for item in rendered] + merged
        if not converter.available():
            cycle.warn(
                "pdf-unavailable",
                "没有找到 LibreOffice，未转 PDF",
                "请安装 LibreOffice，或在 WPS 中另存为 PDF",
            )
            return
        for name, data in converter.convert(files):
            cycle.write(f"out/{stage}/PDF/{name}", data, stage)


def _forget_extras(cycle: Cycle, stage: str) -> None:
    """Remove print files of an earlier run: they may hold superseded letters."""
    for row in cycle.record.rows("SELECT path FROM output WHERE stage = ?", stage):
        path = row["path"]
        old = path.startswith((f"out/{stage}/合并打印/", f"out/{stage}/PDF/"))
        if old:
            cycle.record.remove(path)
