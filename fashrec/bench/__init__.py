"""What fashrec costs: time, memory and exactness, measured beside something known in the same run."""
