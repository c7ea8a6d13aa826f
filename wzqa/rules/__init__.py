"""The eligibility rules one by one, and who settles what they leave open."""
