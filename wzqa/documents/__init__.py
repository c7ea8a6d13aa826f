"""The only package that opens or makes a Word file."""
