"""H&M's purchases as Kaggle gives them, and the ingest that any shop with the same three tables can use.

articles    ──┐ source.py: rows as they stand     entities.py: items, customers ──┐
customers   ──┤ (CSV or Parquet, all text)        pictures.py: found by id        ├──► Parquet, counts.json
transactions ─┘                                   purchases.py: rows, sorted    ──┘
"""

from fashrec.data.hm.dataset import HM, ingest_tables

__all__ = ["HM", "ingest_tables"]
