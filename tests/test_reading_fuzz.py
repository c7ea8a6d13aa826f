"""Workbooks broken at random: every reader names the file and goes on, and the copy of it can be opened.

`benchmarks/fuzz_reading.py` does the same ten thousand times, through the command.
"""

import io
import warnings

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from inboxes import files, readings
from mutations import change_bytes, change_parts, mutate

from wzqa.problems import Place, Problem, WzqaError
from wzqa.stages.ground import facts
from wzqa.workbooks.results.returns import marked_copy

SOUND, READINGS = files(), readings()
FILE = "inbox/甲.xlsx"
short = settings(
    max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)


def read(role, data):
    """Read as the guard does; nothing may be raised, and nothing may be unforeseen."""
    got = facts.guarded(READINGS[role], data, FILE)
    assert {p.place.file for p in got.problems} <= {FILE}
    assert not [p for p in got.problems if p.code == "file-unread" or "读取时出错" in p.message]
    kept = facts.dump(got)
    assert facts.dump(facts.undump(type(got), kept)) == kept
    return got


@pytest.mark.parametrize("change", [mutate, change_parts, change_bytes])
@short
@given(data=st.data(), rng=st.randoms(use_true_random=False))
def test_a_broken_workbook_is_read_or_named(change, data, rng):
    role = data.draw(st.sampled_from(sorted(SOUND)))
    sound = [d for d in SOUND[role] if change is not change_parts or d[:2] == b"PK"]
    read(role, change(data.draw(st.sampled_from(sound)), rng))


@pytest.mark.slow
@settings(short, max_examples=20)
@given(data=st.data(), rng=st.randoms(use_true_random=False))
def test_the_marked_copy_of_a_broken_workbook_can_be_opened(data, rng):
    broken = mutate(data.draw(st.sampled_from(SOUND["applications"])), rng)
    places = [p.place for p in read("applications", broken).problems if p.place.cell]
    try:
        copy = marked_copy(
            broken, [Problem(code="x", message="请核对", place=(*places, Place())[0])]
        )
    except WzqaError:
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        openpyxl.load_workbook(io.BytesIO(copy))
