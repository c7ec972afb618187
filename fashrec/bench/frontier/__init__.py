"""`python -m fashrec.bench frontier`: what nearest neighbours cost, index by index, and what is lost for it."""
