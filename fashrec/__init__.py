"""fashrec: would anybody have bought what your visual recommender shows?"""

from fashrec.interrupted import is_loading, leave_at_once

# here, for it is the first of ours that a command loads, and the rest takes seconds
if is_loading():
    leave_at_once()
