"""Weights: found, read without running anything, fitted whole or refused."""

import hashlib
import os
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from fashrec.embed.backbone import Backbone
from fashrec.embed.operators import import_torchvision
from fashrec.embed.weights import read_weights
from fashrec.errors import ConfigError, DataError


def state_of(name: str = "resnet18", n_classes: int = 1000) -> dict[str, Tensor]:
    """A network's state dict, other than the one that seed 0 gives."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(99)
        state: dict[str, Tensor] = import_torchvision().models.get_model(name, num_classes=n_classes).state_dict()
    return state


def vector(weights: Path | str, name: str = "resnet18") -> Tensor:
    """What a trunk makes of one fixed picture."""
    with torch.inference_mode():
        made: Tensor = Backbone(name=name, size=32, weights=str(weights)).trunk()(
            torch.linspace(-1, 1, 3072).view(1, 3, 32, 32)
        )
    return made


def sha256(files: list[Path]) -> str:
    """A stand-in for the store's fingerprints: the files' content."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


@pytest.mark.slow
def test_both_formats_and_half_precision_load_alike(tmp_path: Path) -> None:
    """.pth and .safetensors give the same vector; float16 gives nearly the same, computed in float32."""
    state = state_of()
    torch.save(state, tmp_path / "a.pth")
    save_file(state, tmp_path / "a.safetensors")
    torch.save(
        {key: value.half() if value.is_floating_point() else value for key, value in state.items()},
        tmp_path / "half.pth",
    )
    whole = vector(tmp_path / "a.pth")
    assert torch.equal(vector(tmp_path / "a.safetensors"), whole)
    half = vector(tmp_path / "half.pth")
    assert half.dtype == torch.float32
    assert (half - whole).abs().max() < 0.01 * whole.abs().max()
    assert not torch.allclose(whole, vector("none"), rtol=0.1)


@pytest.mark.slow
def test_the_head_may_have_any_number_of_classes(tmp_path: Path) -> None:
    """It is cut off: ten classes, or no head at all, give what a thousand give."""
    ten, none = state_of(n_classes=10), state_of()
    trunk = {key: value for key, value in ten.items() if not key.startswith("fc.")}
    torch.save(ten, tmp_path / "ten.pth")
    torch.save({key: value for key, value in none.items() if key in trunk} | trunk, tmp_path / "trunk.pth")
    assert torch.equal(vector(tmp_path / "ten.pth"), vector(tmp_path / "trunk.pth"))


@pytest.mark.slow
def test_densenets_old_names_are_understood(tmp_path: Path) -> None:
    """torchvision's published files say norm.1 where its network says norm1."""
    state = state_of("densenet121")
    old = dict(state)
    for kind in ("norm", "conv"):
        old = {
            key.replace(f".{kind}1.", f".{kind}.1.").replace(f".{kind}2.", f".{kind}.2.")
            if "denselayer" in key
            else key: value
            for key, value in old.items()
        }
    assert old.keys() != state.keys()
    torch.save(state, tmp_path / "new.pth")
    torch.save(old, tmp_path / "old.pth")
    assert torch.equal(vector(tmp_path / "new.pth", "densenet121"), vector(tmp_path / "old.pth", "densenet121"))


def test_all_that_does_not_fit_is_said_at_once(tmp_path: Path) -> None:
    """One tensor missing, one left over, one of another shape: counted and named."""
    state = state_of()
    del state["bn1.weight"]
    state["extra"] = torch.zeros(1)
    state["conv1.weight"] = torch.zeros(1)
    torch.save(state, tmp_path / "a.pth")
    with pytest.raises(DataError) as raised:
        vector(tmp_path / "a.pth")
    for said in ("1 missing (first: bn1.weight)", "1 not of this network (first: extra)", "1 of another shape"):
        assert said in raised.value.what


def test_weights_of_another_network_are_refused(tmp_path: Path) -> None:
    """resnet34's in resnet18."""
    torch.save(state_of("resnet34"), tmp_path / "a.pth")
    with pytest.raises(DataError, match="not of this network"):
        vector(tmp_path / "a.pth")


class _Planted:
    """Unpickled carelessly, it makes a folder."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> tuple[object, ...]:
        return os.mkdir, (str(self.marker),)


def test_planted_code_is_refused_and_not_run(tmp_path: Path) -> None:
    """A file that carries a pickle with a call in it is an error, and the call does not happen."""
    marker = tmp_path / "it-ran"
    torch.save({"conv1.weight": _Planted(marker)}, tmp_path / "a.pth")
    with pytest.raises(DataError, match="cannot be read as weights"):
        read_weights(tmp_path / "a.pth")
    assert not marker.exists()
    torch.load(tmp_path / "a.pth", weights_only=False)
    assert marker.exists()  # so that the test could have failed


@pytest.mark.parametrize("name", ["a.pth", "a.safetensors"])
def test_a_file_of_something_else_is_an_error(tmp_path: Path, name: str) -> None:
    """Broken off, or never weights."""
    (tmp_path / name).write_bytes(b"PK\x03\x04 not weights at all")
    with pytest.raises(DataError, match="cannot be read as weights"):
        read_weights(tmp_path / name)


def test_a_checkpoint_around_the_weights_is_an_error(tmp_path: Path) -> None:
    """{"model": ..., "epoch": 3} is no plain state dict."""
    torch.save({"model": state_of(), "epoch": 3}, tmp_path / "a.pth")
    with pytest.raises(DataError, match="something else than named tensors"):
        read_weights(tmp_path / "a.pth")


def test_imagenet_comes_from_the_cache_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is fetched: the error tells the address, the place and the way round; laid there, the file is taken."""
    monkeypatch.setattr(torch.hub, "get_dir", lambda: str(tmp_path))
    backbone = Backbone(weights="imagenet", size=32)
    with pytest.raises(ConfigError, match="not on this machine") as raised:
        backbone.inputs(sha256)
    address, place = [word.rstrip(";") for word in raised.value.do.split() if word.rstrip(";").endswith(".pth")]
    assert address.startswith("https://")
    assert "weights=PATH" in raised.value.do
    Path(place).parent.mkdir()
    torch.save(state_of(), place)
    assert backbone.inputs(sha256)["weights"] == sha256([Path(place)])
    assert torch.equal(vector("imagenet"), vector(place))


def test_a_path_to_nothing_is_an_error_before_any_work(tmp_path: Path) -> None:
    """`inputs` is asked before anything is computed."""
    with pytest.raises(ConfigError, match="is no file"):
        Backbone(weights=str(tmp_path / "gone.pth")).inputs(sha256)


@pytest.mark.slow
def test_content_names_the_weights_and_the_path_does_not(tmp_path: Path) -> None:
    """A copy elsewhere is the same input, other content another; untrained, the seed is."""
    torch.save(state_of(), tmp_path / "a.pth")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/b.pth").write_bytes((tmp_path / "a.pth").read_bytes())
    torch.save(state_of("resnet34"), tmp_path / "c.pth")
    a, b, c = (Backbone(weights=str(tmp_path / name)).inputs(sha256) for name in ("a.pth", "elsewhere/b.pth", "c.pth"))
    assert a == b != c
    assert Backbone(seed=1).inputs(sha256) == Backbone(seed=1).inputs(sha256) != Backbone(seed=2).inputs(sha256)
