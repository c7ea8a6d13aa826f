"""What a command does once: counted, never timed."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

import pytest

from wzqa import eligibility
from wzqa.record import documents, lists, replay
from wzqa.stages import status
from wzqa.stages.auditing import verifying
from wzqa.stages.ground.cycle import open_cycle
from wzqa.stages.letters import notices

NOW = datetime.fromisoformat("2026-12-01T09:00:00+08:00")


@pytest.fixture
def count(monkeypatch):
    """Count the calls of functions by what they are called for."""
    found = Counter()

    def watch(module, name, key):
        real = getattr(module, name)

        def counted(*args, **more):
            found[name, key(*args, **more)] += 1
            return real(*args, **more)

        monkeypatch.setattr(module, name, counted)

    watch(lists, "_texts", lambda _record, *key: key)
    watch(documents, "_texts", lambda _record, number: number)
    watch(replay, "play", lambda _entries: "")
    contexts = []  # kept, so that none takes another's place

    def asked(applicant, context, *_):
        contexts.append(context)
        return applicant.app_no, id(context)

    watch(eligibility, "screen", asked)
    return found


def run(folder, command):
    with open_cycle(folder, now=NOW, by="核对", write=True) as cycle:
        return command(cycle)


COMMANDS = {
    "verify": verifying.run,
    "status": lambda cycle: status.run(cycle, full=True),
    "notices": lambda cycle: notices.run(cycle, "screen", (), None, False, False, False),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_each_list_and_letter_is_decoded_once_in_a_command(small_cycle, a_copy, count, name):
    run(a_copy(small_cycle), COMMANDS[name])
    assert {n for (what, _), n in count.items() if what == "_texts"} == {1}


def test_verify_plays_the_ledger_once(small_cycle, a_copy, count):
    run(a_copy(small_cycle), verifying.run)
    assert count["play", ""] == 1


@pytest.mark.parametrize("name", COMMANDS)
def test_no_firm_is_screened_twice_for_the_same(small_cycle, a_copy, count, name):
    run(a_copy(small_cycle), COMMANDS[name])
    assert {n for (what, _), n in count.items() if what == "screen"} <= {1}
