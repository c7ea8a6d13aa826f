"""The only package that opens or makes a Word file: letters, renderer, linter (documents.md)."""
