"""Differences between recommenders, and whether they are more than luck."""
