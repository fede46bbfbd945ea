"""A test that fails leaves no process to the next; what is waited for in vain is said; a port is free."""

from __future__ import annotations

import socket
import subprocess
import sys

import processes
import pytest


def test_what_a_test_leaves_is_ended_and_its_pipes_are_closed() -> None:
    command = [sys.executable, "-c", "import time; print('here', flush=True); time.sleep(600)"]
    left = processes.start(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert left.stdout is not None and left.stdin is not None
    assert left.stdout.readline() == "here\n"
    left.stdin.write("never read")
    processes.end_all()
    assert left.returncode not in (None, 0)
    assert left.stdout.closed and left.stdin.closed
    processes.end_all()


def test_what_is_waited_for_is_returned_or_named(monkeypatch: pytest.MonkeyPatch) -> None:
    found = iter(("", "", "it"))
    assert processes.until(lambda: next(found)) == "it"
    monkeypatch.setattr(processes, "PATIENCE", 0.0)
    with pytest.raises(AssertionError, match="in vain: the moon"):
        processes.until(lambda: False, "the moon")


def test_a_port_is_free_and_no_system_gives_it_to_others() -> None:
    port = processes.free_port()
    assert port in processes.OWN_PORTS
    with socket.create_server(("127.0.0.1", port)) as server:
        assert server.getsockname()[1] == port
