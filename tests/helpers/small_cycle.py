"""A cycle of eight firms with narrow cuts, kept as it stood after each stage."""

import shutil

from wzqa import demo_data
from wzqa.stages.demo import walk
from wzqa.stages.demo.driver import Driver
from wzqa.stages.demo.filling import Filler
from wzqa.stages.setup import make

APPLICANTS, SEED = 10, 3
CAPS = {"review": 3, "visit": 2}


def small_settings(caps, winners):
    """Give the demo's settings with other caps of the stages, and so many winners of each award."""
    made = walk.settings_of()
    rules = {
        stage: getattr(made.stage, stage).model_copy(update={"cap": cap})
        for stage, cap in caps.items()
    }
    awards = [a.model_copy(update={"cap": winners}) for a in made.award]
    stages = made.stage.model_copy(update=rules)
    return made.model_copy(update={"stage": stages, "award": awards})


def walked(folder, settings, world, after):
    """Walk a cycle to the end; `after` is called with driver and stage when a stage is done.

    `world` are the numbers of applicants, seed and examiners. Gives the clock's time.
    """
    driver = Driver(folder, "测试员", lambda _: None)
    make(folder, settings, driver.clock, "测试员")
    filler = Filler(folder, demo_data.world(*world), driver)
    for stage, step in walk.steps(driver, filler).items():
        step()
        after(driver, stage)
    return driver.clock


def snapshots(where):
    """Walk a cycle of eight firms with room for three, two and one.

    Gives stage → (folder as it stood after it, the clock's time).
    """
    kept = {}

    def keep(driver, stage):
        kept[stage] = (where / stage, driver.clock)
        shutil.copytree(where / "届", kept[stage][0])

    walked(where / "届", small_settings(CAPS, 1), (APPLICANTS, SEED, 12), keep)
    return kept
