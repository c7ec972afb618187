"""Scores of what was shown against what was bought."""
