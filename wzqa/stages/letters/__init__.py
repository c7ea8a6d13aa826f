"""Which documents a stage has, on which list, under which number."""
