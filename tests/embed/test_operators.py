"""import_torchvision, in processes of their own since what is imported cannot be forgotten."""

import subprocess
from textwrap import dedent

import pytest

from tests.embed.wardrobe import PYTHON, environment


def run(program: str) -> str:
    """What a fresh Python prints; an error in it is an error here."""
    done = subprocess.run(
        [PYTHON, "-c", dedent(program)], capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
def test_a_network_runs_whatever_torch_is_installed() -> None:
    """Import, build and compute in a fresh process; asking twice gives the same module."""
    said = run("""
        from fashrec.embed.operators import import_torchvision
        vision = import_torchvision()
        assert import_torchvision() is vision
        import torch
        print(tuple(vision.models.mobilenet_v3_small(weights=None).eval()(torch.zeros(1, 3, 32, 32)).shape))
    """)
    assert said.strip() == "(1, 1000)"


@pytest.mark.slow
def test_schemas_are_declared_only_where_the_library_does_not_load() -> None:
    """Where torchvision's own import works by itself, nothing is declared; where it does not, both operators are."""
    alone = subprocess.run([PYTHON, "-c", "import torchvision"], capture_output=True, check=False, env=environment())
    said = run("""
        import torch
        declared = []
        define = torch.library.define
        torch.library.define = lambda name, schema: (declared.append(name), define(name, schema))
        from fashrec.embed.operators import import_torchvision
        import_torchvision()
        print(*declared)
    """)
    assert said.split() == ([] if alone.returncode == 0 else ["torchvision::nms", "torchvision::qnms"])


@pytest.mark.slow
def test_a_library_that_loads_is_left_alone() -> None:
    """With a library that declares the operators, as a matching build has, they are not declared a second time."""
    said = run("""
        import torch
        from fashrec.embed.operators import _OPERATORS, _SCHEMA, import_torchvision
        def load(path):
            for name in _OPERATORS:
                torch.library.define(name, _SCHEMA)
            torch.ops.load_library = refuse
        def refuse(path):
            raise OSError("torchvision itself must not find half a library")
        torch.ops.load_library = load
        print(import_torchvision().__name__)
    """)
    assert said.strip() == "torchvision"


@pytest.mark.slow
def test_fastai_imports_after_it() -> None:
    """What imports torchvision itself works once torchvision came through here."""
    run("""
        from fashrec.embed.operators import import_torchvision
        import_torchvision()
        import fastai.vision.all
    """)
