"""Typst in the processes of our service: sources written beforehand, one warm compiler in each."""

from __future__ import annotations

import os
import socket
from pathlib import Path

from msgspec import msgpack

from generator.run.faults import Opening
from generator.service.work import READY, Ask, Bounds, Made, receive, send

_ask, _made = msgpack.Decoder(Ask), msgpack.Encoder()


def work(pipe: socket.socket, opening: Opening, bounds: Bounds) -> None:
    """Answer orders until the other end is closed, as ``generator.service.work.work`` does."""
    import typst

    folder = Path(os.environ["BENCH_TYPST"])
    compiler = typst.Compiler(root=folder, font_paths=[folder / "fonts"], ignore_system_fonts=True)
    pipe.setblocking(True)
    send(pipe, READY)
    while (asked := receive(pipe)) is not None:
        order = _ask.decode(asked).order
        source = (folder / f"{order.topic}-{order.language}-{order.clinic_name}.typ").read_bytes()
        pdf = compiler.compile(input=source, root=folder, pdf_standards="ua-1")
        send(pipe, _made.encode(Made((pdf,), 1)))
    os._exit(0)
