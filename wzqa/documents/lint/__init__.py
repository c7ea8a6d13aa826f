"""The linter: any .docx against GB/T 9704-2012 and the award's wording rules."""
