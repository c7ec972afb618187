"""How good the photo search is: garments in the wild, sorted by hand into classes, beside each other and the shop's."""
