"""The simulated shop, whose truth is known.

trade.py: what the trade knows ──► assortment.py: items ──┐
                                   customers.py: visits ──┼──► hidden.py: the state ──► demand.py: the rates
draw/: pictures of looks                                  │                              │            │
                                   kaggle.py: H&M's files ◄── trading.py: two years ◄────┘   truth.py ◄┘
"""

from fashrec.data.boutique.shop import Boutique

__all__ = ["Boutique"]
