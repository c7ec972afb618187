"""Lists for everybody in the week after the data, as Kaggle takes them."""
