"""Artefacts by hash: made once, named by what they are made from, never half there.

STORE/KIND/HASH/            a finished artefact: its files and manifest.json
STORE/KIND/HASH.partial/    one in the making; killed work is resumed from here
STORE/KIND/HASH.lock        held while it is made
STORE/KIND/HASH.broken-*/   one that did not match its manifest
STORE/fingerprints/         what the content of source files was when it was last read

`python -m fashrec.store ls | verify | gc` shows, checks and shrinks it.
"""

from fashrec.store.checkpoint import FolderCheckpoint
from fashrec.store.fingerprint import Fingerprints
from fashrec.store.recipe import Recipe, settings_of
from fashrec.store.store import Artefact, Store

__all__ = ["Artefact", "Fingerprints", "FolderCheckpoint", "Recipe", "Store", "settings_of"]
