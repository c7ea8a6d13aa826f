"""Returned score sheets, in either layout."""
