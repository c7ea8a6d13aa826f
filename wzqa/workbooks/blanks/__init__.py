"""Workbooks that are sent out to be filled in."""
