"""What letters are made of: plain frozen facts, without Word and without files.

`stages/` fills these records from lists, findings and settings; `letters*.py` turns each into a
`Letter`, the final words of one template. Days are `datetime.date`, scores are text as published.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wzqa.regulation import UNREGULATED, UNVERIFIED, Clause

if TYPE_CHECKING:
    from datetime import date

    from wzqa.fields import Offered
    from wzqa.models import Applicant
    from wzqa.plan import Plan
    from wzqa.regions import Area
    from wzqa.regulation import Edition
    from wzqa.settings import Settings

Row = dict[str, str]
Fields = dict[str, str | bool | list[Row]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """One document: its template and every word that goes into it, final.

    `key` tells letters of one kind apart: code, department, award, objection number, or "".
    `subject_name` stands in the file name ("" where the kind has one letter only). `own_names` are
    the names and codes that may appear; any other applicant's is a leak. `address`, `contact` and
    `phone` are the addressee's, for 发文登记表.
    """

    kind: str
    key: str
    title: str
    to: str
    subject_name: str
    numbered: bool
    template: str
    fields: Fields
    own_names: tuple[str, ...]
    address: str = ""
    contact: str = ""
    phone: str = ""
    anchor: str = ""  # the ledger's head, printed on what people sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """发文字号 as printed (drafts `…质奖评办〔2026〕　号`, "" where unnumbered) and 成文日期."""

    number: str
    day: date


@dataclass(frozen=True, slots=True)
class Award:
    """An award and its places."""

    name: str
    cap: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFacts:
    """What every letter needs of the settings, the edition and the criteria.

    `cites` maps the edition's clause keys to the printed citation, `quotes` to the words quoted;
    `conditions` are the items of the article on who may apply, without their numbers, () where no text is at hand;
    `articles` the paragraphs of the whole text, () unless the regulation is in force.
    """

    name: str
    seal_by: str
    contact: str
    phone: str
    supervision_phone: str
    email: str
    address: str
    postcode: str
    signatory: str
    label: str
    year: int
    umbrella: str
    committee: str
    government: str
    basis_title: str
    basis_docno: str
    basis_status: str
    draft: bool
    criteria: str
    guide: str
    categories: tuple[tuple[str, str], ...]  # clause, name
    awards: tuple[Award, ...]
    show_score: bool
    appeal_days: int
    supplement_once: bool
    copies: int
    name_examiners: bool
    ban_years: int
    lookback_years: int
    ban_on: tuple[str, ...]
    accident_revoke: str
    no_reply_means_no_objection: bool
    list_order: str
    cites: dict[str, str]
    quotes: dict[str, str]
    conditions: tuple[str, ...]
    articles: tuple[str, ...]
    texts: dict[str, str]  # what only this edition's notice says
    area: Area
    plan: Plan  # the stages
    offered: Offered  # what 申报表 asks

    @classmethod
    def of(cls, settings: Settings, *, draft: bool) -> OfficeFacts:
        """Take them from one cycle's settings and the edition that its profile names."""
        edition, criteria = settings.edition, settings.standard
        office = settings.office
        return cls(
            name=office.name,
            seal_by=office.seal_by,
            contact=office.contact,
            phone=office.phone,
            supervision_phone=office.supervision_phone,
            email=office.email,
            address=office.address,
            postcode=office.postcode,
            signatory=office.signatory,
            label=settings.cycle.label,
            year=settings.cycle.year,
            umbrella=edition.umbrella,
            committee=edition.committee,
            government=edition.government,
            basis_title=settings.basis.title,
            basis_docno=settings.basis.docno,
            basis_status=settings.basis.status,
            draft=draft,
            criteria=settings.criteria.edition,
            guide=criteria.guide,
            categories=tuple((c.clause, c.name) for c in criteria.categories),
            awards=tuple(Award(a.name, a.cap) for a in settings.award),
            show_score=settings.letters.show_score,
            appeal_days=settings.letters.appeal_days,
            supplement_once=settings.letters.supplement_once,
            copies=settings.letters.copies,
            name_examiners=settings.letters.name_examiners,
            ban_years=settings.eligibility.ban_years,
            lookback_years=settings.eligibility.lookback_years,
            ban_on=tuple(settings.eligibility.ban_on),
            accident_revoke=settings.eligibility.accident_revoke,
            no_reply_means_no_objection=settings.eligibility.no_reply_means_no_objection,
            list_order=settings.publicity.list_order,
            cites={key: cited(str(clause)) for key, clause in edition.clauses.items()},
            quotes={
                key: clause.quote if isinstance(clause, Clause) else ""
                for key, clause in edition.clauses.items()
            },
            conditions=_conditions(edition),
            articles=() if settings.basis.status or not edition.whole_text else _articles(edition),
            texts=edition.texts,
            area=edition.area,
            plan=edition.plan,
            offered=settings.offered,
        )

    def cite(self, key: str) -> str:
        """Print the citation of a clause of the edition, as `《办法》（十四）`."""
        return self.cites.get(key, "《办法》有关规定")


def cited(article: str) -> str:
    """Print a finding's or clause's article: `（十四）` becomes `《办法》（十四）`."""
    if article == UNVERIFIED:
        return "《办法》有关规定"
    # our own word that tells two articles of one number apart is not printed: （九）（评审组）
    printed = re.sub(r"(?<=.)（(?![一二三四五六七八九十百]+）)[^）]*）", "", article)
    return article if article == UNREGULATED else f"《办法》{printed}"


def _conditions(edition: Edition) -> tuple[str, ...]:
    """Give the items of the article on who may apply, each without its number."""
    article = edition.articles.get(edition.conditions)
    lines = article.text.splitlines() if article else []
    return tuple(line.split("）", 1)[1].strip() for line in lines if line.startswith("（"))


def _articles(edition: Edition) -> tuple[str, ...]:
    """Give the paragraphs of the text, each article's number before its first."""
    found: list[str] = []
    for article in edition.articles.values():
        first, *rest = article.text.splitlines() or [""]
        found += [f"{article.printed}{first.removeprefix(article.printed).strip()}", *rest]
    return tuple(text.strip() for text in found if text.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """An organisation as it is written in documents. `region` is its block in lists."""

    name: str
    uscc: str = ""
    app_no: str = ""
    region: str = ""
    award: str = ""  # applied for; "" = none named
    former_names: tuple[str, ...] = ()
    address: str = ""
    postcode: str = ""
    contact: str = ""
    phone: str = ""

    @classmethod
    def of(cls, applicant: Applicant, area: Area) -> Party:
        """Take name, code, region block and contacts from an application."""
        return cls(
            name=applicant.name,
            uscc=applicant.uscc or "",
            app_no=applicant.app_no,
            region=area.block(applicant),
            award=applicant.award,
            former_names=applicant.former_names,
            address=applicant.address,
            postcode=applicant.postcode,
            contact=applicant.contact,
            phone=applicant.phone or applicant.mobile,
        )

    @property
    def key(self) -> str:
        """Name the organisation as `Applicant.key` does: the code, else the application number."""
        return self.uscc or self.app_no

    @property
    def names(self) -> tuple[str, ...]:
        """Give the names and the code under which it may appear."""
        return tuple(n for n in (self.name, self.uscc, *self.former_names) if n)
