"""What the linter checks against, and how it words a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from wzqa.documents import cleaning, gb9704
from wzqa.problems import Place, Problem, Severity

if TYPE_CHECKING:
    from wzqa.documents.lint.model import Model, Paragraph
    from wzqa.documents.lint.roles import Roles
    from wzqa.settings import Settings

ERROR, WARNING = Severity.ERROR, Severity.WARNING
_SHOWN = 40  # characters of a paragraph in a finding
FORBIDDEN = ("授予", "表彰", "奖励")
WARNED = ("征求意见稿",)


@dataclass(slots=True)
class Report:
    """One file under check: model, roles, what the settings ask for, and the findings."""

    file: str
    model: Model
    roles: Roles
    kind: str | None = None
    draft: bool = False
    faces: gb9704.Faces = gb9704.FACES
    line_pitch: int = gb9704.LINE_PITCH
    forbid: tuple[str, ...] = FORBIDDEN
    warn: tuple[str, ...] = WARNED
    problems: list[Problem] = field(default_factory=list)

    def add(
        self,
        code: str,
        clause: str,
        message: str,
        at: Paragraph | None = None,
        *,
        hint: str,
        severity: Severity = ERROR,
        value: str | None = None,
        part: str = "",
    ) -> None:
        """Note one finding; `clause` is cited in front, `at` gives `段N` and the text."""
        text = at.plain[:_SHOWN] if at is not None else None
        self.problems.append(
            Problem(
                code=code,
                message=f"{message}（{clause}）",
                severity=severity,
                place=Place(
                    self.file,
                    cleaning.part_name(part) if part else None,
                    f"段{at.number}" if at is not None else None,
                ),
                value=value if value is not None else text or None,
                hint=hint,
            )
        )

    def accepted(self, role: str) -> tuple[str, ...]:
        """Give the faces that pass for a role of the standard, the settings' one first."""
        return (getattr(self.faces, role), *gb9704.ACCEPTED_FACES[role])


def clause(number: str) -> str:
    """Cite a clause of the standard."""
    return f"GB/T 9704—2012 {number}"


def wanted(settings: Settings | None) -> dict[str, object]:
    """Take from the settings what the linter asks for; the standard's own values without."""
    if settings is None:
        return {}
    letters = settings.letters
    fonts = letters.fonts
    return {
        "faces": gb9704.Faces(fonts.title, fonts.body, fonts.level1, fonts.level2, fonts.page),
        "line_pitch": round(letters.line_pitch_pt * 20),
        "forbid": tuple(settings.lint.forbid),
        "warn": tuple(settings.lint.warn),
    }
