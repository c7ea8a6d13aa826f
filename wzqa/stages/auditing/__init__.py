"""Verifying a cycle or an archive, and making the archive."""
