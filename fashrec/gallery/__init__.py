"""Customers as pictures: what they had bought, what two recommenders showed them, and what they bought then."""
