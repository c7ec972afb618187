"""One in, five items out: what an experiment answers to a photo, a customer or an item."""
