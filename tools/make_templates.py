"""Make the shipped Word templates: `PYTHONPATH=. python tools/make_templates.py` in the checkout.

The result is kept in `templates/` and is what staff edit; this builder only sets the layout of
GB/T 9704-2012 once for all kinds. A test builds them again and compares.
"""

from __future__ import annotations

from pathlib import Path

from templates_committee import COMMITTEE
from templates_inward import INWARD
from templates_outward import OUTWARD
from templates_review import REVIEW

TEMPLATES = {**OUTWARD, **REVIEW, **COMMITTEE, **INWARD}
FOLDER = Path(__file__).resolve().parent.parent / "templates"


def main() -> None:
    """Write every template."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in TEMPLATES.items():
        (FOLDER / f"{name}.docx").write_bytes(make())


if __name__ == "__main__":
    main()
