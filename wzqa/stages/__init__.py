"""One module per step of the regulation: load facts, call a decision, record, write."""
