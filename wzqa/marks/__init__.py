"""From cards to one score per applicant: which cards count, how they are put together, ties."""
