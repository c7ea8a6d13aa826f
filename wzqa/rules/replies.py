"""Which rows of 核查表 and 反馈表, and which decisions, speak about one finding."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wzqa.names import comparable

if TYPE_CHECKING:
    from wzqa.models import Applicant, Decision, Verification
    from wzqa.rules.rule import Context


def about(applicant: Applicant, rule: str, context: Context) -> list[Verification]:
    """List the rows on one finding, in their order: by number; by code or name only without one."""
    rows = context.rows_about.get(rule)
    if rows is None:  # nobody spoke of most rules
        return []
    subjects = {applicant.app_no, applicant.uscc or "", comparable(applicant.name)} - {""}
    found = [one for who in subjects for one in rows.get(who, ())]
    return [row for _, row in sorted(found, key=lambda one: one[0])]


def departments(context: Context, rule: str) -> list[str]:
    """List the departments whose reply settles a rule."""
    return [d.name for d in context.settings.department if rule in d.rules]


def owns(department: str, rule: str, context: Context) -> bool:
    """Say whether a department's reply settles a rule."""
    return bool(department) and comparable(department) in context.answering.get(rule, ())


def replies(applicant: Applicant, rule: str, context: Context) -> list[Verification]:
    """List the rows of 反馈表 on one finding, from departments that have this rule."""
    return [
        row
        for row in about(applicant, rule, context)
        if row.reply and owns(row.department, rule, context)
    ]


def decision(applicant: Applicant, rule: str, context: Context) -> Decision | None:
    """Give the decision on one finding; a later one supersedes, as the record only appends."""
    about = context.decisions_about.get(rule)
    if about is None:
        return None
    found = [d for who in {applicant.app_no, applicant.uscc or ""} for d in about.get(who, ())]
    return max(found, key=lambda d: d.id, default=None)


def silent(rule: str, context: Context) -> bool:
    """Say whether nobody need be waited for: excused, or silence counts as no objection by then."""
    asked = departments(context, rule)
    if asked and all(name in context.excused for name in asked):
        return True
    return context.settings.eligibility.no_reply_means_no_objection and any(
        rule in inquiry.rules and inquiry.answer_by < context.as_of for inquiry in context.inquiries
    )


def awaited(applicant: Applicant, rule: str, context: Context) -> str:
    """Say in Chinese that a required reply is not in; "" when nothing is awaited."""
    if not context.settings.eligibility.require_department_reply:
        return ""
    if replies(applicant, rule, context) or silent(rule, context):
        return ""
    names = "、".join(departments(context, rule))
    return f"尚无{names}的反馈" if names else "须有部门反馈，但没有部门负责此项，请核查后认定"
