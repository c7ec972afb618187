"""How long hot paths take beside something else, and what became slower since the last baseline."""
