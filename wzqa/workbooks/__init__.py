"""Spreadsheets in and out: the only package that opens or makes a workbook."""
