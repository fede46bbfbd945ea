"""Processes that tests start, and how they wait: for the thing itself, long enough for a busy machine."""

from __future__ import annotations

import random
import socket
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

PATIENCE = 120.0
"""Seconds after which what is waited for counts as lost. It guards against hanging alone: no test asks how long it takes."""
OWN_PORTS = range(20_000, 32_000)
"""No system gives these to whoever asks for any (Linux from 32768 on, others from 49152): nobody gets one between our
look and the start of a server."""
_started: list[subprocess.Popen[Any]] = []


def start(command: list[str], **more: Any) -> subprocess.Popen[Any]:
    """Start a process that does not outlive its test, however that ends."""
    process = subprocess.Popen(command, **more)
    _started.append(process)
    return process


def end_all() -> None:
    """End what a test has left, and close what it wrote into."""
    while _started:
        process = _started.pop()
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with suppress(OSError):  # nobody reads any more what it still holds
                    stream.close()


def until(truth: Callable[[], Any], what: str = "") -> Any:
    """Return what ``truth`` returns, once that is something."""
    end = time.monotonic() + PATIENCE
    while not (found := truth()):
        assert time.monotonic() < end, f"waited {PATIENCE:.0f} s in vain: {what or truth}"
        time.sleep(0.005)
    return found


def free_port() -> int:
    """Return a port for a server that cannot be told to take any."""
    for port in random.Random().sample(OWN_PORTS, 100):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise AssertionError("a hundred ports are all in use")
