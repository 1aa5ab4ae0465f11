"""A proxy before PostgreSQL that counts the statements a client sends: what the server sees."""

import socket
import struct
import threading
from contextlib import suppress
from urllib.parse import urlsplit, urlunsplit

_QUERY, _EXECUTE = b"Q", b"E"
# Version 3.0 of the protocol; requests for encryption may come before it.
_START_UP = b"\x00\x03\x00\x00"


class CountingProxy:
    """Listens on a port of its own; ``statements`` grows with each simple or extended query."""

    def __init__(self, database_url: str) -> None:
        self._there = urlsplit(database_url)
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.statements = 0
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def port(self) -> int:
        port: int = self._listener.getsockname()[1]
        return port

    @property
    def url(self) -> str:
        user = self._there.netloc.rpartition("@")[0]
        return urlunsplit(self._there._replace(netloc=f"{user}@127.0.0.1:{self.port}"))

    def _accept(self) -> None:
        while True:
            client, _address = self._listener.accept()
            host, port = self._there.hostname or "127.0.0.1", self._there.port or 5432
            server = socket.create_connection((host, port))
            for work in ((self._forward, client, server), (_pipe, server, client)):
                threading.Thread(target=work[0], args=work[1:], daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        """Client to server, message by message: a type byte, but for those that open, a length."""
        with client.makefile("rb") as stream, suppress(OSError):  # the server may hang up first
            opening = b""
            while opening[4:8] != _START_UP:
                opening = _message(stream, b"")
                server.sendall(opening)
            while kind := stream.read(1):
                if kind in (_QUERY, _EXECUTE):
                    self.statements += 1
                server.sendall(_message(stream, kind))
            server.shutdown(socket.SHUT_WR)


def _message(stream, kind: bytes) -> bytes:
    length = stream.read(4)
    (size,) = struct.unpack("!I", length)
    return kind + length + stream.read(size - 4)


def _pipe(source: socket.socket, target: socket.socket) -> None:
    with source, target:
        while chunk := source.recv(65536):
            target.sendall(chunk)
