"""How fast letters are made: prepared once, opened per letter with docxtpl, and writing alone.

Run: python benchmarks/bench_documents.py [letters] (default 300; 3000 for the memory figure).
Prints milliseconds a letter, the ratio to docxtpl, and the peak of memory. The three are run in
turns on the same template and the same words, so that a busy machine slows all of them.
"""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from docxtpl import DocxTemplate
from jinja2 import Environment

from wzqa.documents import leaks, readback
from wzqa.documents.letters import samples
from wzqa.documents.render import Properties, prepare
from wzqa.documents.templates import Library

KIND = "ineligible"
ROUNDS = 3


def properties(number: int) -> Properties:
    return Properties(
        kind=KIND,
        title="资格审查结果告知书",
        list_ref="screen-1",
        list_hash="0" * 64,
        day=date(2026, 9, 1),
        author="示例评审办",
        subject_key=str(number),
        number=f"温质奖评办〔2026〕{number}号",
    )


SAMPLE = samples.sample_fields(KIND)


def fields(number: int) -> dict[str, object]:
    return {**SAMPLE, "组织名称": f"示例第{number}号有限公司"}


def prepared_once(template: bytes, count: int, folder: Path) -> None:
    ready = prepare(template, "t.docx", KIND)
    for number in range(count):
        data = ready.render(fields(number), properties(number))
        (folder / f"{number}.docx").write_bytes(data)


def in_memory(template: bytes, count: int, folder: Path) -> None:  # noqa: ARG001  (one shape)
    ready = prepare(template, "t.docx", KIND)
    for number in range(count):
        ready.render(fields(number), properties(number))


def opened_each(template: bytes, count: int, folder: Path) -> None:
    for number in range(count):
        letter = DocxTemplate(io.BytesIO(template))
        letter.render(fields(number), Environment(autoescape=True))
        letter.save(folder / f"{number}.docx")


def writing_alone(template: bytes, count: int, folder: Path) -> None:
    data = prepare(template, "t.docx", KIND).render(fields(0), properties(0))
    for number in range(count):
        (folder / f"{number}.docx").write_bytes(data)


def milliseconds(work, template: bytes, count: int) -> tuple[float, float]:
    """Wall and processor time a letter: on a busy machine trust the second."""
    with tempfile.TemporaryDirectory() as name:
        wall, cpu = time.perf_counter(), time.process_time()
        work(template, count, Path(name))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        return wall * 1000 / count, cpu * 1000 / count


def peak_megabytes(count: int) -> int:
    """Render a batch in a process of its own, all letters kept, as `render_batch` does."""
    code = (
        "import resource, sys; sys.path.insert(0, 'benchmarks'); import bench_documents as b;"
        "t = b.template(); r = b.prepare(t, 't.docx', b.KIND);"
        f"kept = [r.render(b.fields(n), b.properties(n)) for n in range({count})];"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    return int(done.stdout)


def template() -> bytes:
    library = Library()
    return library.find(samples.sample_letter(KIND).template).read_bytes()


def scanning(data: bytes) -> float:
    """Milliseconds to read one letter again and look for 120 other applicants in it."""
    others = {str(n): (f"示例第{n}号温州科技有限公司", f"9133{n:014}") for n in range(120)}
    scanner = leaks.foreign(others)
    start = time.perf_counter()
    for _ in range(100):
        scanner.scan(readback.text_of(data), "0", ("示例第0号有限公司",))
    return (time.perf_counter() - start) * 10


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    source = template()
    works = {
        "docxtpl，每份打开模板": opened_each,
        "准备一次，写文件": prepared_once,
        "准备一次，内存中": in_memory,
        "只写文件（下限）": writing_alone,
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            few = min(count, 100) if work is opened_each else count
            times[name].append(milliseconds(work, source, few))
    median = {
        name: [statistics.median(pair[i] for pair in pairs) for i in (0, 1)]
        for name, pairs in times.items()
    }
    base = median["docxtpl，每份打开模板"]
    for name, (wall, cpu) in median.items():
        print(
            f"{name}\t{wall:.2f} ms/份（{base[0] / wall:.1f}×）"
            f"\t处理器 {cpu:.2f} ms/份（{base[1] / cpu:.1f}×）"
        )
    letter = prepare(source, "t.docx", KIND).render(fields(0), properties(0))
    print(f"回读并查120家\t{scanning(letter):.2f} ms/份")
    print(f"{count}份全部留在内存，峰值\t{peak_megabytes(count)} MB")
    print(f"本进程峰值\t{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")


if __name__ == "__main__":
    main()
