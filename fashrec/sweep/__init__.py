"""Sweeps that choose: configurations proposed by Optuna, compared on the validation window, and what came out."""
