"""Writing spreadsheets: tables, styles, charts, bytes that do not depend on the clock."""
