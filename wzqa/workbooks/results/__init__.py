"""Workbooks that the tool writes: results, lists, receipts, marked copies."""
