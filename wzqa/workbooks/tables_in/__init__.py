"""Returned tables and forms: found by headings, read row by row."""
