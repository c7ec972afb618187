"""The one place through which fashrec imports torchvision (and anything that imports it, such as fastai)."""

import importlib
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import torch

# torchvision/csrc/ops/nms.cpp and quantized/cpu/qnms_kernel.cpp
_SCHEMA = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"
_OPERATORS = ("torchvision::nms", "torchvision::qnms")


def import_torchvision() -> ModuleType:
    """torchvision, also where its compiled operators cannot be loaded.

    The wheel on PyPI is built for CUDA. Beside a CPU-only torch its `_C` library does not load, so that nobody declares
    `nms` and `qnms`, for which torchvision's own import then registers shapes, and fails. Declaring the two
    schemas before is enough: no classification network or transform calls them. An import that failed leaves
    half-made modules behind, so it is found out beforehand, the way torchvision does: by loading `_C`.

    Raises:
        ImportError: where torchvision is not installed.
    """
    if "torchvision" not in sys.modules and not _loads_operators():
        for name in _OPERATORS:
            torch.library.define(name, _SCHEMA)
    return importlib.import_module("torchvision")


def _loads_operators() -> bool:
    """Whether torchvision's compiled operators are there and fit this torch; loading them twice is harmless."""
    spec = find_spec("torchvision")
    folders = [] if spec is None else spec.submodule_search_locations or []
    libraries = [library for folder in folders for library in sorted(Path(folder).glob("_C.*"))]
    try:
        for library in libraries:
            torch.ops.load_library(library)  # type: ignore[no-untyped-call]
    except OSError:
        return False
    return bool(libraries)
