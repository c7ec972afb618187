"""A second opinion on a run: its numbers once more, from its files, by other code than the one that scored it."""
