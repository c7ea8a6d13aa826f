"""Opening any spreadsheet file safely: typed cells that know their place."""
