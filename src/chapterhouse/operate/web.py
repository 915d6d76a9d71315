"""The web processes: sockets that all of them listen on, and the server in each."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from typing import Any

from django.core.management.base import CommandError
from granian._granian import SocketHolder
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.embed import Server

BACKLOG = 1024
INHERITED = "_CHAPTERHOUSE_SOCKETS"  # not a setting: told by one program to the one that replaces it


class PortTaken(CommandError):
    """Another program listens on the port."""


class SocketServer(Server):
    """Granian on a socket that is already listening."""

    def __init__(self, application: Any, listening: socket.socket) -> None:
        super().__init__(
            application,
            interface=Interfaces.ASGINL,
            backlog=BACKLOG,
            log_level=LogLevels.error,
        )
        self.listening = listening

    def _init_shared_socket(self) -> None:
        # Granian's type hints know neither that these may be set nor what a holder is made of.
        self._shd: Any = SocketHolder(self.listening.fileno(), False, BACKLOG)  # type: ignore[call-arg]
        self._sfd: Any = self.listening.fileno()


def listen(bind: str, port: int, count: int) -> list[socket.socket]:
    """Give as many sockets that listen on one port; the kernel spreads connections over them."""
    kind, _, _, _, place = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
    try:
        # Without SO_REUSEPORT first: with it, a second installation would silently share the port.
        with socket.socket(kind, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
        return [_listening(kind, place) for _ in range(count)]
    except OSError as error:
        raise PortTaken(f"Cannot listen on {bind} port {port}: {error.strerror}.") from error


def _listening(kind: int, place: Any) -> socket.socket:
    one = socket.socket(kind, socket.SOCK_STREAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    one.bind(place)
    one.listen(BACKLOG)
    return one


def serve(application: Any, listening: socket.socket) -> None:
    """Answer requests on the socket until SIGTERM, then finish those that have begun."""
    server = SocketServer(application, listening)

    async def until_stopped() -> None:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, server.stop)
        await server.serve()

    asyncio.run(until_stopped())


def hand_over(sockets: list[socket.socket]) -> None:
    """Keep the sockets open for the program that replaces this one."""
    for one in sockets:
        one.set_inheritable(True)
    os.environ[INHERITED] = ",".join(str(one.fileno()) for one in sockets)


def inherited() -> list[socket.socket]:
    """Give the sockets that the program before us handed over, if any."""
    numbers = [int(number) for number in os.environ.pop(INHERITED, "").split(",") if number]
    sockets = [socket.socket(fileno=number) for number in numbers]
    for one in sockets:
        one.set_inheritable(False)
    return sockets
