"""Load over HTTP: persistent connections from processes of their own, each answer timed."""

import http.client
import json
import multiprocessing
import time
from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

# (path, headers, body) of the n-th request; None where there are no more.
Request = tuple[str, Mapping[str, str], bytes]
MakeRequest = Callable[[int], Request | None]
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
    """Post from ``clients`` connections as fast as the answers come, for ``seconds`` or until
    there is nothing more to ask. Client c asks the requests c, c + clients, c + 2 clients, …"""
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    jobs = [
        context.Process(
            target=_one_process,
            args=(port, make_request, seconds, clients // _PROCESSES, index, answers),
        )
        for index in range(_PROCESSES)
    ]
    started = time.monotonic()
    for job in jobs:
        job.start()
    timed = [answer for _job in jobs for answer in answers.get(timeout=seconds + 60)]
    for job in jobs:
        job.join()
    took = max(answered_at for _status, _latency, answered_at in timed) - started
    good = [latency for status, latency, _answered_at in timed if status == accepted]
    return Round(len(good) / took, good, Counter(status for status, *_when in timed))


def _one_process(port, make_request, seconds, clients, index, answers) -> None:
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(clients) as pool:
        numbers = range(index * clients, (index + 1) * clients)
        step = clients * _PROCESSES
        parts = list(pool.map(lambda n: _one_client(port, make_request, until, n, step), numbers))
    answers.put([answer for part in parts for answer in part])


def _one_client(port: int, make_request: MakeRequest, until: float, client: int, step: int):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    timed = []
    number = client
    while time.monotonic() < until and (asked := make_request(number)):
        path, headers, body = asked
        started = time.perf_counter()
        connection.request("POST", path, body, dict(headers))
        answer = connection.getresponse()
        answer.read()
        latency_ms = (time.perf_counter() - started) * 1000
        timed.append((answer.status, latency_ms, time.monotonic()))
        number += step
    connection.close()
    return timed


def json_body(content: object) -> bytes:
    return json.dumps(content).encode()
