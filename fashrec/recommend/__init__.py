"""Rooms that choose what a customer is shown."""
