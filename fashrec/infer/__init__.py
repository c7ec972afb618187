"""How sure a score is, and whether one differs from another: customers are resampled, not rows."""
