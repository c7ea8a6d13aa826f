"""The committee's vote: papers, tally, cut, questions to a person."""
