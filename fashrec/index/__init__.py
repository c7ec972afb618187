"""Rooms that find the items nearest to a profile."""
