"""Rooms that turn items into vectors."""
