"""The page on its port, until Ctrl-C."""

import errno
import socket

import torch
import uvicorn
from rich.console import Console
from threadpoolctl import threadpool_limits

from fashrec.errors import ConfigError
from fashrec.page.app import Pages
from fashrec.page.guard import NAMES
from fashrec.page.lane import Lane
from fashrec.page.opened import opened
from fashrec.page.request import Request
from fashrec.progress import for_console

HOST = NAMES[0]
CONNECTIONS = 32  # at once; each may hold one photo in memory
GRACE_S = 3  # for answers that are on their way when it ends


def serve(request: Request) -> None:
    """Make everything, print the address, and answer.

    Raises:
        ConfigError: where the port is taken, or a setting is wrong.
        DataError: where something cannot be read.
        KeyboardInterrupt: Ctrl-C, once what was begun is answered.
    """
    console, lane = Console(highlight=False), Lane()
    torch.set_num_threads(request.config.threads)
    with bound(request.port) as listening, threadpool_limits(request.config.threads):
        desk, notes = opened(request, for_console())
        past, port = desk.answerer.past, int(listening.getsockname()[1])
        n = int(past.catalogue.sum())
        lead = f"A photo, an item or a customer, as of {past.cut}; the catalogue has {n:,} items."
        app = Pages(desk, lane, f"Ask {request.name}", lead, notes).app(port)
        listening.listen()
        for line in (*notes, f"Open http://{HOST}:{port}  (Ctrl-C ends it)"):
            console.print(line, markup=False, soft_wrap=True)
        try:
            uvicorn.Server(_settings(app)).run(sockets=[listening])
        finally:
            lane.close()


def bound(port: int) -> socket.socket:
    """A socket on this machine's own address, which no other machine can reach.

    Raises:
        ConfigError: where the port is taken, or may not be had.
    """
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((HOST, port))
    except OSError as error:
        made.close()
        taken = error.errno == errno.EADDRINUSE
        raise ConfigError(
            f"port {port} is taken" if taken else f"port {port} cannot be had: {error.strerror}",
            where="port",
            why="another page or program listens there" if taken else "the system does not give it",
            do="end that one, or take any free port with port=0",
        ) from error
    return made


def _settings(app: object) -> uvicorn.Config:
    return uvicorn.Config(
        app,  # type: ignore[arg-type] # an ASGI application, of Starlette's types
        loop="asyncio",
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=CONNECTIONS,
        timeout_graceful_shutdown=GRACE_S,
    )
