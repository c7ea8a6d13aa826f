"""What every stage stands on: the open cycle, its facts, the chain of lists."""
