"""What an experiment answers at one moment: to a photo, an item or a customer. No words, no pictures drawn."""
