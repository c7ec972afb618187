"""What a person should know beside an answer."""

from dataclasses import replace

from omegaconf import DictConfig

from fashrec.ledger import look
from fashrec.making import Making
from fashrec.naming import config_hash
from fashrec.types import Cut


def sharing(making: Making) -> str:
    """Where pictures and purchases are somebody's; empty where a generator made them."""
    return "" if making.truth else "real pictures and purchases: look at them, do not share or commit them"


def looking(making: Making, config: DictConfig, cut: Cut) -> str:
    """Note in the ledger what day is asked about; how often the test window has been looked at, empty where it was not.

    An answer knows what is past on that day and shows no week after it, so that the day alone is opened.
    """
    asked = [replace(cut, horizon_days=1)]
    looks = look(making.store.root, config_hash(config), making.ingested.hash, asked).number
    return f"look number {looks} at the test window of these data" if looks else ""
