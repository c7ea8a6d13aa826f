"""What arrived becomes one application each: merging, comparing, numbering."""
