"""What follows the vote: periods, objections, and measures after the award."""
