"""Load over HTTP: persistent connections from processes of their own, each answer timed."""

import http.client
import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# (path, headers, body) of the n-th request of one client.
Request = tuple[str, Mapping[str, str], bytes]
MakeRequest = Callable[[int], Request]
_PROCESSES = 2


@dataclass(frozen=True, slots=True)
class Round:
    """One round: accepted answers a second, each one's latency, and the statuses seen."""

    per_second: float
    latencies_ms: list[float]
    statuses: Counter[int]


def press(
    port: int, make_request: MakeRequest, *, seconds: float, clients: int, accepted: int
) -> Round:
    """Post for ``seconds`` from ``clients`` connections as fast as the answers come."""
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    jobs = [
        context.Process(
            target=_one_process,
            args=(port, make_request, seconds, clients // _PROCESSES, index, answers),
        )
        for index in range(_PROCESSES)
    ]
    for job in jobs:
        job.start()
    timed = [answer for _job in jobs for answer in answers.get(timeout=seconds + 60)]
    for job in jobs:
        job.join()
    good = [latency for status, latency in timed if status == accepted]
    return Round(len(good) / seconds, good, Counter(status for status, _latency in timed))


def _one_process(port, make_request, seconds, clients, index, answers) -> None:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(clients) as pool:
        numbers = [index * clients + client for client in range(clients)]
        parts = list(pool.map(lambda n: _one_client(port, make_request, until, n), numbers))
    answers.put([answer for part in parts for answer in part])


def _one_client(port: int, make_request: MakeRequest, until: float, client: int):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    timed = []
    number = client
    while time.monotonic() < until:
        path, headers, body = make_request(number)
        started = time.perf_counter()
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read()
        timed.append((answer.status, (time.perf_counter() - started) * 1000))
        number += 1000
    connection.close()
    return timed


def json_body(content: object) -> bytes:
    return json.dumps(content).encode()
