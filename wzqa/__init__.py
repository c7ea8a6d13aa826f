"""wzqa: the review secretariat's toolkit for a government quality award."""

__version__ = "0.3.0"
