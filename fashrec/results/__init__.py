"""What finished runs hold, and whether their recommenders differ by more than luck."""
