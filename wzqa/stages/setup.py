"""`wzqa init`: a cycle folder with its award.toml, its inboxes and blank workbooks."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wzqa import award_toml
from wzqa.criteria import criteria_text
from wzqa.own_edition import FOLDER, parse_own
from wzqa.problems import Exit, Problem, WzqaError, reason
from wzqa.record import store
from wzqa.regulation import (
    CRITERIA,
    DATA,
    default_profile,
    edition_texts,
    load_edition,
    profile_names,
)
from wzqa.stages import carrying
from wzqa.stages.ground import editions
from wzqa.stages.ground.cycle import MARKER, Report, inboxes, named_folder

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from wzqa.regulation import Edition
    from wzqa.settings import Settings
    from wzqa.stages.carrying import Carried


def init(
    folder: Path,
    year: int | None,
    profile: str | None,
    deadline: date | None,
    source: Path | None,
    own: str | None,
    now: datetime,
    by: str,
    dry_run: bool,
) -> tuple[Report, list[Problem], list[str]]:
    """Make a cycle folder; nothing that is there is overwritten."""
    old = _old(source, now) if source else None
    brought = carrying.carried(named_folder(source), now, by) if source else carrying.Carried()
    carried = list(brought.files)
    edition = None
    name = profile or (old.profile if old else default_profile())
    theirs = editions.on_disk(source, name) if source else {}
    if own or theirs:
        edition, texts = _own_edition(own or name, name, theirs)
        carried += texts
    same = old if old and old.profile == name else None
    settings = choose(year, own or name, deadline, now, same, edition)
    if (folder / MARKER).exists() or (folder / "record.db").exists():
        raise WzqaError(f"“{folder}”已经是届次目录，不会覆盖", Exit.INPUT, code="cycle-exists")
    if folder.exists() and not folder.is_dir():
        raise WzqaError(f"“{folder}”不是目录", Exit.INPUT, code="cycle-exists")
    report = Report(
        {
            "cycle": str(folder),
            "year": settings.cycle.year,
            "profile": settings.profile,
            "deadline_county": settings.cycle.deadline_county.isoformat(),
            "deadline_city": settings.cycle.deadline_city.isoformat(),
        }
    )
    area = settings.edition.area
    made: list[str] = []
    if not dry_run:
        made = make(folder, settings, now, by, carried)
    if source:
        _say_settings(brought, old, same)
        report.data["carried"] = brought.as_json
        report.say(brought.grid)
    report.say(
        f"已新建 {settings.cycle.label} 届次目录：{folder}",
        f"申报截止：{area.unit_level}级 {settings.cycle.deadline_county}，{area.level}级 {settings.cycle.deadline_city}",
        *([_OWN.format(folder=FOLDER, name=own)] if own else []),
        "请核对 award.toml（文号、联系方式、会议规则），把 blank/ 里的空白表发出去，"
        "收到的表放入 inbox/ 各目录，再运行 wzqa ingest。",
    )
    return report, brought.open, made


_OWN = (
    "办法版本“{name}”在 {folder}/{name}/ 里，改好后再开始：regulation.md 条文原文，edition.toml 名称、所引条文、默认值和"
    "申报通知用语，regions.toml 区域，criteria.toml 评审标准的分值"
)


def _say_settings(brought: Carried, old: Settings | None, same: Settings | None) -> None:
    """Add the settings to the table of what was carried."""
    if same is None:
        note = f"旧届用另一办法版本（{old.profile if old else ''}），设置没有带入"
        brought.rows.append(("award.toml", "未带入", note))
        return
    brought.rows.append(("award.toml", "设置", "带入；年度、截止日、发文序号、随机种子按新届"))
    if same.vote.rules_confirmed:
        brought.rows.append(("vote.rules_confirmed", "未带入", "本届表决规则须由评委会重新确认"))


def choose(
    year: int | None,
    profile: str,
    deadline: date | None,
    now: datetime,
    old: Settings | None = None,
    edition: Edition | None = None,
) -> Settings:
    """Give the settings of a new cycle: those of an old one of the same edition carried over.

    `edition` is the office's own, where it has one.
    """
    chosen = year or (deadline.year if deadline else now.year)
    over: dict[str, Any] = {}
    if old is not None:
        over = old.model_dump(mode="python", exclude_none=True)
        over["office"] = {**over["office"], "docno_next": 1}
        over["vote"] = {**over["vote"], "rules_confirmed": False}
        for section in ("cycle", "stability"):
            over.pop(section, None)
        over = _plain(over)
    over |= {"profile": profile, "cycle": {"year": chosen}}
    if deadline:
        days = award_toml.deadline_days(edition or load_edition(profile), chosen, deadline)
        over["cycle"] |= days
    text = award_toml.to_toml(award_toml.build(over, chosen, lambda _: edition))
    return award_toml.parse(text, chosen, own=lambda _: edition)


def _own_edition(
    name: str, model: str, theirs: Mapping[str, bytes]
) -> tuple[Edition, list[tuple[str, bytes]]]:
    """Copy an edition under a name of the office's own: the old cycle's own one, else a shipped one."""
    if not re.fullmatch(r"[\w.-]+", name) or name in profile_names():
        raise WzqaError(
            f"“{name}”不能作办法版本的名称", Exit.USAGE, code="usage",
            hint="请用汉字、字母、数字，且不与随附的版本同名，如 本市2026",
        )  # fmt: skip
    if theirs:
        texts = editions.parts(theirs)[1]
    else:
        load_edition(model)
        texts = dict(edition_texts(model))
    if CRITERIA not in texts:
        standard = tomllib.loads(texts[DATA])["defaults"]["criteria"]["edition"]
        texts[CRITERIA] = criteria_text(standard)
    edition = parse_own(name, texts)
    return edition, [(f"{FOLDER}/{name}/{part}", text.encode()) for part, text in texts.items()]


def _plain(value: object) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_plain(v) for v in value]
    if isinstance(value, (bool, int, float, str, date)):
        return value
    return str(value)


def _old(source: Path, now: datetime) -> Settings:
    return award_toml.load(named_folder(source) / MARKER, now.year)


def make(
    folder: Path,
    settings: Settings,
    now: datetime,
    by: str,
    carried: list[tuple[str, bytes]] | None = None,
) -> list[str]:
    """Write the folder beside its place, then move it there."""
    parent = folder.absolute().parent
    try:
        parent.mkdir(parents=True, exist_ok=True)
        build = Path(tempfile.mkdtemp(prefix=".wzqa-", dir=parent))
    except OSError as error:
        raise WzqaError(
            f"不能在“{parent}”里新建目录：{reason(error)}", Exit.RECORD, code="file-write"
        ) from None
    try:
        for role in inboxes(settings.plan).values():
            (build / role).mkdir(parents=True)
        (build / "out").mkdir()
        for name, data in [*_blanks(settings), *(carried or [])]:
            (build / name).parent.mkdir(parents=True, exist_ok=True)
            (build / name).write_bytes(data)
        (build / MARKER).write_text(award_toml.to_toml(settings), encoding="utf-8")
        store.create(build, now, by, year=settings.cycle.year, profile=settings.profile)
        made = sorted(p.relative_to(build).as_posix() for p in build.rglob("*") if p.is_file())
        _place(build, folder)
    except OSError as error:
        raise WzqaError(
            f"写不了“{folder}”：{reason(error)}", Exit.RECORD, code="file-write"
        ) from None
    finally:
        shutil.rmtree(build, ignore_errors=True)
    return made


def _place(build: Path, folder: Path) -> None:
    if not folder.exists():
        build.replace(folder)
        return
    if not any(folder.iterdir()) and folder.absolute() != Path.cwd():
        folder.rmdir()
        build.replace(folder)
        return
    for path in sorted(build.rglob("*"), key=lambda p: p.name == MARKER):
        target = folder / path.relative_to(build)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            os.replace(path, target)  # noqa: PTH105  (Path.replace of a just written file)


def _blanks(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """Make the blank workbooks to send out (workbooks.md)."""
    from wzqa.workbooks.blanks import blanks, blanks_apply

    day, demo = settings.cycle.notice_date, settings.cycle.demo
    awards = [a.name for a in settings.award]
    year, offered = settings.cycle.year, settings.offered
    yield (
        "blank/推荐汇总表.xlsx",
        blanks_apply.blank_table(year=year, offered=offered, created=day, demo=demo),
    )
    yield (
        "blank/申报表.xlsx",
        blanks_apply.blank_form(year=year, offered=offered, created=day, demo=demo),
    )
    for name, data in blanks.register_blanks(
        awards=awards,
        qualifications=settings.panels.qualification,
        stages=settings.plan.titles,
        created=day,
        demo=demo,
    ):
        yield f"blank/{name}", data
