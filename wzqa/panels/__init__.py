"""Examiner panels: what they must satisfy, and a proposal for them."""
