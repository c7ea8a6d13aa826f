"""A cycle of eight firms with narrow cuts, kept as it stood after each stage."""

import shutil

from wzqa import demo_data
from wzqa.stages.demo import walk
from wzqa.stages.demo.driver import Driver
from wzqa.stages.demo.filling import Filler
from wzqa.stages.setup import make

APPLICANTS, SEED = 10, 3
CAPS = {"review": 3, "visit": 2}


def settings():
    """Give the demo's settings with room for three, two and one."""
    made = walk.settings_of()
    rules = {
        stage: getattr(made.stage, stage).model_copy(update={"cap": cap})
        for stage, cap in CAPS.items()
    }
    awards = [a.model_copy(update={"cap": 1}) for a in made.award]
    stages = made.stage.model_copy(update=rules)
    return made.model_copy(update={"stage": stages, "award": awards})


def snapshots(where):
    """Walk the cycle; gives stage → (folder as it stood after it, the clock's time)."""
    folder = where / "届"
    driver = Driver(folder, "测试员", lambda _: None)
    make(folder, settings(), driver.clock, "测试员")
    filler = Filler(folder, demo_data.world(APPLICANTS, SEED, 12), driver)
    steps = {
        "apply": lambda: walk._apply(driver, filler),
        "screen": lambda: walk._screen(driver, filler),
        "review": lambda: walk._scored(driver, filler, "review"),
        "visit": lambda: walk._scored(driver, filler, "visit"),
        "vote": lambda: walk._vote(driver, filler),
        "publicity": lambda: walk._publicity(driver, filler),
        "award": lambda: walk._award(driver),
    }
    kept = {}
    for stage, step in steps.items():
        step()
        kept[stage] = (where / stage, driver.clock)
        shutil.copytree(folder, kept[stage][0])
    return kept
