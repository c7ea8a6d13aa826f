"""What a screen of fixed pitch shows: widths, tables, one screen, the line at work."""
