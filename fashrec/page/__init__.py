"""A page with pictures on this machine: a photo, an item or a customer in, items out."""
