"""The only package that opens or makes a spreadsheet."""
