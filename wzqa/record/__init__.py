"""The record of a cycle: the only package that knows SQLite."""
