"""Generate docs/problem-codes.md and docs/rules.md from the data they describe."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def problem_codes() -> str:
    """List every problem code with its meaning and mend."""
    lines = ["# 问题代码", "", "由 `wzqa/data/problem_codes/` 生成。", ""]
    for path in sorted((ROOT / "wzqa/data/problem_codes").glob("*.toml")):
        lines += [f"## {path.stem}", "", "| 代码 | 含义 | 改法 |", "|---|---|---|"]
        for code, entry in sorted(tomllib.loads(path.read_text(encoding="utf-8")).items()):
            lines.append(f"| `{code}` | {entry['title']} | {entry['mend']} |")
        lines.append("")
    return "\n".join(lines)


def rules() -> str:
    """List the rules of every edition with article and words."""
    from wzqa.eligibility import asked
    from wzqa.regulation import load_edition, profile_names

    lines = ["# 资格审查规则", "", "由各办法版本的数据生成。", ""]
    for name in profile_names():
        edition = load_edition(name)
        lines += [
            f"## {edition.title}（{name}）",
            "",
            "| 规则 | 名称 | 条款 | 原文 |",
            "|---|---|---|---|",
        ]
        for rule in asked(edition):
            source = edition.cite(rule.code)
            lines.append(f"| {rule.code} | {rule.title} | {source} | {source.quote} |")
        lines.append("")
    return "\n".join(lines)


PAGES = {"docs/problem-codes.md": problem_codes, "docs/rules.md": rules}

if __name__ == "__main__":
    for target, make in PAGES.items():
        (ROOT / target).write_text(make(), encoding="utf-8")
    sys.exit(0)
