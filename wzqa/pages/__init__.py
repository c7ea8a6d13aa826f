"""Pages for a browser: self-contained, without script, readable on paper."""
