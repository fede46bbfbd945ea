"""Less of a package than it would bring in: a module without the package around it, or nothing until it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import LazyLoader, find_spec, module_from_spec
from pathlib import Path
from types import ModuleType


def import_part(name: str, *unread: str) -> ModuleType:
    """Import a module; the packages ``unread``, from the outermost in, are there for it but are not run.

    Whoever imports one of them later gets all of it.
    """
    stood_in = []
    for package in unread:
        spec = None if package in sys.modules else find_spec(package)
        if spec:
            sys.modules[package] = module_from_spec(spec)
            stood_in.append(package)
    try:
        return import_module(name)
    finally:
        for package in stood_in:
            del sys.modules[package]


@cache
def release(package: str) -> str:
    """Return what tells one release of a package from another, without bringing it in: its first file, as it lies."""
    spec = find_spec(package)
    about = Path(spec.origin).stat() if spec and spec.origin else None
    return f"{spec and spec.origin} {about and (about.st_size, about.st_mtime_ns)}"


@cache
def versions() -> Mapping[str, str]:
    """Return the version of each installed distribution by its name in small letters, ``_`` for ``-`` and ``.``.

    Read from the names of the folders beside packages, ``name-version.dist-info`` (PyPA, Recording installed projects;
    PEP 503 for names): ``importlib.metadata`` takes 15 ms to say the same.
    """
    found: dict[str, str] = {}
    for place in sys.path:
        with suppress(OSError), os.scandir(place or ".") as entries:  # no folder: the archive of the standard library
            for name in [entry.name for entry in entries if entry.name.endswith(".dist-info")]:
                project, _, version = name.removesuffix(".dist-info").partition("-")
                found.setdefault(project.lower().replace(".", "_"), version)
    return found


def put_off(name: str) -> None:
    """Register a module to be read on first use, unless it is loaded or absent.

    For a module of a package that others take from it (``from PIL import Image``) and seldom use: what is imported by
    its own name (``import tempfile``) is read at once all the same (Python 3.11). The standard library's lazy loader
    does it.
    """
    if name in sys.modules:
        return
    spec = find_spec(name)
    if spec is None or spec.loader is None:
        return
    spec.loader = LazyLoader(spec.loader)
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    package, _, child = name.rpartition(".")
    if package:
        setattr(sys.modules[package], child, module)
