"""Rooms that give purchases, items, customers and pictures."""
