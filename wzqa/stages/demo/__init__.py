"""The demo: a fictitious cycle as real workbooks, and the ordinary commands run over it."""
