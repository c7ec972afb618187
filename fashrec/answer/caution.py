"""What a person should know beside an answer."""

from fashrec.making import Making


def sharing(making: Making) -> str:
    """Where pictures and purchases are somebody's; empty where a generator made them."""
    return "" if making.truth else "real pictures and purchases: look at them, do not share or commit them"


def looking(looks: int) -> str:
    """How often the test window has been looked at; empty where it was not."""
    return f"look number {looks} at the test window of these data" if looks else ""
