"""One network in several forms that compute the same: what was tried to make it faster on a CPU."""

import warnings
from collections.abc import Callable, Collection
from copy import deepcopy
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from fashrec.embed.backbone import Backbone
from fashrec.embed.trunk import fused, headless

OURS = "norms folded, channels_last (fashrec's)"


@dataclass(frozen=True, slots=True)
class Form:
    """A network, and how a batch that is float32 and channels_last is laid out for it."""

    network: nn.Module
    laid_out: Callable[[Tensor], Tensor]


def forms(backbone: Backbone, sample: Tensor, also: Collection[str] = ()) -> dict[str, Form]:
    """By name; the first is the network as torchvision gives it.

    Args:
        backbone: the network.
        sample: a batch of the size that will be computed.
        also: `bfloat16`, very slow on processors that lack it; `compile`, which takes a C++ compiler and half a minute.
    """
    last = torch.channels_last
    plain = headless(backbone.name, backbone.weights, backbone.seed).eval()
    ours = backbone.trunk()
    made = {
        "as torchvision gives it": Form(plain, Tensor.contiguous),
        "channels_last": Form(_laid(deepcopy(plain), last), _as_it_is),
        "norms folded": Form(fused(plain), Tensor.contiguous),
        OURS: Form(ours, _as_it_is),
        "the same in TorchScript, frozen (deprecated)": Form(_scripted(ours, sample), _as_it_is),
    }
    if "bfloat16" in also:
        made["the same in bfloat16"] = Form(_laid(deepcopy(ours).bfloat16(), last), Tensor.bfloat16)
    if "compile" in also:
        made["channels_last, torch.compile with freezing"] = Form(_compiled(plain, sample), _as_it_is)
    return made


def _scripted(network: nn.Module, sample: Tensor) -> nn.Module:
    with warnings.catch_warnings():
        # torch takes it out some day: the more so is it worth knowing what is lost
        warnings.simplefilter("ignore", DeprecationWarning)
        traced = torch.jit.freeze(torch.jit.trace(network, sample))  # type: ignore[no-untyped-call]
        scripted: nn.Module = torch.jit.optimize_for_inference(traced)
    return scripted


def _compiled(network: nn.Module, sample: Tensor) -> nn.Module:
    import torch._inductor.config as inductor  # noqa: PLC0415 - costs seconds, and only where it is asked for

    with torch.inference_mode(), inductor.patch(freezing=True):
        compiled: nn.Module = torch.compile(_laid(deepcopy(network), torch.channels_last))  # type: ignore[assignment]
        compiled(sample)
    return compiled


def _laid(network: nn.Module, layout: torch.memory_format) -> nn.Module:
    laid: nn.Module = network.to(memory_format=layout)  # type: ignore[call-overload]
    return laid


def _as_it_is(batch: Tensor) -> Tensor:
    return batch
