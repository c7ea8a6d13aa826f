"""Any order of events leaves a cycle that can go on, and papers that are true; part 1 of 4 (second round, §7, §8)."""

from tests.helpers.sequences import shard

test_any_sequence_of_events_can_go_on = shard(0)
