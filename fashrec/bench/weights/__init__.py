"""`python -m fashrec.bench weights`: how to weigh the members of a fusion, looked for on the validation window."""
