"""What the pages say to type exists: commands, sub-commands, options; and links lead somewhere."""

import re
from pathlib import Path

import pytest

from wzqa.cli import _program
from wzqa.usage import hoist

ROOT = Path(__file__).parents[1]
PAGES = [
    "README.md",
    "README.en.md",
    "docs/handbook.md",
    "docs/record.md",
    "docs/tour.md",
    "docs/calendar.md",
    "docs/howto.md",
    "examples/2026/README.md",
]


def typed():
    """Give every `wzqa …` of the pages, with the page."""
    for page in PAGES:
        text = (ROOT / page).read_text(encoding="utf-8").replace("\\|", "|")
        inline = re.findall(r"`(wzqa [^`\n]+)`", text)
        blocks = re.findall(r"^(?:\.venv\S*)?(wzqa [a-z][^\n]*)$", text, re.MULTILINE)
        for line in [*inline, *blocks]:
            for part in re.split(r"；|　|;| {2,}", line):
                if part.strip().startswith("wzqa ") and part.strip() != "wzqa":
                    yield page, part.strip()


@pytest.mark.parametrize(("page", "line"), sorted(set(typed())))
def test_every_command_shown_exists_with_its_options(page, line):
    words = [re.sub(r"[^\x00-\x7f].*", "", word) for word in line.split()[1:]]
    command = _program()
    words = hoist([word for word in words if word], command)
    known = {option for p in command.params for option in p.opts}
    for word in list(words):
        if word.startswith("-") and word.split("=")[0] in known:
            words.remove(word)
    name = next((w for w in words if not w.startswith("-")), "")
    while name and name in getattr(command, "commands", {}):
        command = command.commands[name]
        words.remove(name)
        name = next((w for w in words if not w.startswith("-")), "")
    assert not getattr(command, "commands", {}) or not name, f"{page}: {line}"
    known |= {"--help"} | {option for p in command.params for option in p.opts}
    assert [w for w in words if w.startswith("--") and w.split("=")[0] not in known] == []


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page):
    folder = (ROOT / page).parent
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#]+)\)", text):
        assert (folder / target).exists(), target
