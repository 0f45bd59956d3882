"""One worker: uvicorn's server, which takes its connections one by one from a socket that all workers listen on.

Left to themselves the event loops of the workers take everything that waits at once: of eight browsers that come
together one worker gets all eight and the other none, for as long as they keep their connections. Here a worker takes
one connection at a time, and leaves it to another one that has fewer.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import socket

from uvicorn import Config, Server

from lowcode.runtime.workers.loads import ABSENT, Loads

PATIENCE = 0.002
"""Seconds after which a worker looks whether the connection that it left to another one has been taken."""

MOST_LOOKS = 5
"""So often it leaves it there; then it takes the connection itself: the other one may be stuck."""

_WITHOUT_FILES = 1.0
"""Seconds of rest when the system has no room for another connection."""


class _Connections(set[object]):
    """The open connections, which tell how many they are."""

    def __init__(self, loads: Loads, place: int) -> None:
        super().__init__()
        self._loads = loads
        self._place = place
        self.arriving = 0
        """Connections that are taken but not open yet."""

    def tell(self) -> None:
        """Writes the number where the other workers see it."""
        self._loads[self._place] = len(self) + self.arriving

    def add(self, element: object) -> None:
        """One that was arriving is open. It counts once at any time: workers with the fewest take the next."""
        self.arriving = max(0, self.arriving - 1)  # a protocol that hands over to another one adds itself, too
        super().add(element)
        self.tell()

    def discard(self, element: object) -> None:
        """One less."""
        super().discard(element)
        self.tell()


class Worker(Server):
    """Serves what comes to `listeners` together with the other workers."""

    def __init__(self, config: Config, listeners: list[socket.socket], loads: Loads, place: int) -> None:
        super().__init__(config)
        self._listeners = listeners
        self._loads = loads
        self._place = place
        self._connections = _Connections(loads, place)
        self._arrivals: set[asyncio.Task[object]] = set()
        vars(self.server_state)["connections"] = self._connections

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Starts the app, then listens."""
        await super().startup(sockets=[])
        if self.should_exit:
            return
        self._connections.tell()
        for listener in self._listeners:
            self._listen(listener)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Leaves new connections to the others, then finishes what is open."""
        self._loads[self._place] = ABSENT
        loop = asyncio.get_running_loop()
        for listener in self._listeners:
            loop.remove_reader(listener)
            listener.close()
        await super().shutdown(sockets=[])
        self._loads[self._place] = ABSENT

    def _listen(self, listener: socket.socket) -> None:
        if listener.fileno() >= 0:
            asyncio.get_running_loop().add_reader(listener, self._someone_waits, listener)

    def _someone_waits(self, listener: socket.socket) -> None:
        self._connections.tell()
        if self._loads.is_least(self._place):
            self._take(listener)
        else:
            asyncio.get_running_loop().remove_reader(listener)
            self._look_later(listener, 1)

    def _look_later(self, listener: socket.socket, looks: int) -> None:
        asyncio.get_running_loop().call_later(PATIENCE, self._look, listener, looks)

    def _look(self, listener: socket.socket, looks: int) -> None:
        if listener.fileno() < 0:
            return
        if looks < MOST_LOOKS and not self._loads.is_least(self._place):
            self._look_later(listener, looks + 1)
            return
        self._listen(listener)
        self._take(listener)

    def _take(self, listener: socket.socket) -> None:
        """Takes one connection, if there still is one."""
        loop = asyncio.get_running_loop()
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, InterruptedError, ConnectionAbortedError):
            return
        except OSError:
            loop.remove_reader(listener)
            loop.call_later(_WITHOUT_FILES, self._listen, listener)
            return
        connection.setblocking(False)
        if connection.family in (socket.AF_INET, socket.AF_INET6):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._connections.arriving += 1
        self._connections.tell()
        arrival: asyncio.Task[object] = loop.create_task(self._open(connection))
        self._arrivals.add(arrival)
        arrival.add_done_callback(self._arrivals.discard)

    async def _open(self, connection: socket.socket) -> None:
        try:
            await asyncio.get_running_loop().connect_accepted_socket(self._protocol, connection)
        except OSError:
            connection.close()
            self._connections.arriving -= 1
            self._connections.tell()

    def _protocol(self) -> asyncio.Protocol:
        return self.config.http_protocol_class(  # type: ignore[call-arg] # the protocols have no common base
            config=self.config, server_state=self.server_state, app_state=self.lifespan.state
        )


def main() -> None:
    """Serves as the worker that the supervisor started."""
    parser = argparse.ArgumentParser(prog="python -m lowcode.runtime.workers.worker")
    parser.add_argument("factory")
    parser.add_argument("--listener", type=int, required=True, help="descriptor of the socket")
    parser.add_argument("--loads", type=int, required=True, help="descriptor of the workers' loads")
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--place", type=int, required=True)
    parser.add_argument("--shutdown", type=int, required=True, help="seconds for what is open at the end")
    options = parser.parse_args()
    config = Config(
        options.factory,
        factory=True,
        log_level="warning",
        access_log=False,
        proxy_headers=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=options.shutdown,
    )
    loads = Loads(options.loads, options.workers)
    listener = socket.socket(fileno=options.listener)
    listener.setblocking(False)
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn raises it again at the very end
        Worker(config, [listener], loads, options.place).run()


if __name__ == "__main__":
    main()
