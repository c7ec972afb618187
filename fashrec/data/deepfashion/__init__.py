"""DeepFashion, Category and Attribute Prediction: the official folder, read as it was unpacked.

Liu, Luo, Qiu, Wang and Tang, "DeepFashion: Powering Robust Clothes Recognition and Retrieval with Rich Annotations",
CVPR 2016: 289,222 pictures, 50 categories, 1,000 attributes, an official partition; 20,000 of the pictures were
labelled anew with 26 attributes.

Anno or Anno_coarse ──┐                 tables.py: a count, column names, rows ──┐
Anno_fine           ──┤ layout.py:      attributes.py: the big file, streamed ───┤
Eval                ──┤ where each      fine.py: Anno_fine's files by partition ─┼──► dataset.py: DeepFashion
Img                 ──┘ file lies       pictures.py: is each of them there? ─────┘
"""

from fashrec.data.deepfashion.benchmark import Benchmark
from fashrec.data.deepfashion.dataset import PARTITIONS, Attributes, Categories, DeepFashion, Kind, Partition
from fashrec.data.deepfashion.layout import Labels, annotation_files
from fashrec.data.deepfashion.read import read_deepfashion
from fashrec.data.deepfashion.saved import load_deepfashion, save_deepfashion

__all__ = [
    "PARTITIONS",
    "Attributes",
    "Benchmark",
    "Categories",
    "DeepFashion",
    "Kind",
    "Labels",
    "Partition",
    "annotation_files",
    "load_deepfashion",
    "read_deepfashion",
    "save_deepfashion",
]
