"""Makes folders in exactly DeepFashion's format: small ones with drawn pictures, and a full-size attribute file.

None of it is DeepFashion's own: its pictures and labels may not be passed on.
"""

from fashrec.bench.deepfashion.drawn import make_deepfashion
from fashrec.bench.deepfashion.full_size import make_attribute_file
from fashrec.bench.deepfashion.write import write_annotations

__all__ = ["make_attribute_file", "make_deepfashion", "write_annotations"]
