"""The HTTP server: bytes to Request, Response to bytes, one thread to a connection."""

import logging
import socket
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from sandbox.web import Request, Response, Router, json_response

log = logging.getLogger(__name__)

LARGEST_BODY = 1 << 20
IDLE_CONNECTION = 60.0  # seconds


class Server(ThreadingHTTPServer):
    """Knows its open connections, so that stopping leaves none behind."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, host: str, port: int) -> None:
        self.router = Router()
        self._open: set[Any] = set()
        self._open_lock = Lock()
        super().__init__((host, port), Connection)

    @property
    def authority(self) -> str:
        """host:port"""
        host, port = self.server_address[:2]
        return f"{host!s}:{port}"

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        log.debug("connection of %s lost", client_address, exc_info=True)

    def hang_up(self) -> None:
        with self._open_lock:
            still_open = list(self._open)
        for connection in still_open:
            with suppress(OSError):  # gone by itself
                connection.shutdown(socket.SHUT_RDWR)


class Connection(BaseHTTPRequestHandler):
    """Bytes to Request, Response to bytes; keep-alive."""

    server: Server
    protocol_version = "HTTP/1.1"
    server_version = "Sandbox"
    sys_version = ""
    timeout = IDLE_CONNECTION
    wbufsize = -1  # headers and body leave in one packet
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def do_DELETE(self) -> None:
        self._serve()

    def _serve(self) -> None:
        request = self._read()
        if request is None:
            return
        try:
            response = self.server.router(request)
        except Exception:
            log.exception("%s %s failed", self.command, self.path)
            response = json_response(500, {"error": "the sandbox itself failed; see its log"})
        self._write(response)

    def _read(self) -> Request | None:
        length = self.headers.get("Content-Length") or "0"
        if self.headers.get("Transfer-Encoding") or not (length.isascii() and length.isdecimal()):
            self._refuse_body(411)
        elif int(length) > LARGEST_BODY:
            self._refuse_body(413)
        else:
            host = self.headers.get("Host") or self.server.authority
            return Request(
                method=self.command,
                target=self.path,
                headers=self.headers,
                body=self.rfile.read(int(length)),
                base_url=f"http://{host}",
            )
        return None

    def _refuse_body(self, status: int) -> None:
        self.close_connection = True
        self._write(json_response(status, {"error": "the body's length is missing or too large"}))

    def _write(self, response: Response) -> None:
        if response.hang_up:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        self.send_response(response.status)
        for name, value in response.headers.items():
            self.send_header(name, value)
        if response.status != 204:
            self.send_header("Content-Length", str(len(response.body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        log.debug("%s %s", self.address_string(), format % args)
