"""Less of a package than it would bring in: a module without the package around it, or nothing until it is used."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any, Final

_reading: Final = RLock()


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
    about = os.stat(spec.origin) if spec and spec.origin else None  # noqa: PTH116 - pathlib comes later
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


class _PutOff(ModuleType):
    """A module that is read when something is asked of it that only reading it can tell."""

    def __getattr__(self, name: str) -> Any:
        with _reading:  # another thread waits until all of it is there
            spec, known = vars(self).pop(_UNREAD, (None, None))
            if spec is not None:
                spec.loader.exec_module(self)
                vars(self).update(known)  # a class that somebody has is the one that the module uses
                self.__class__ = ModuleType  # type: ignore[assignment]
        return ModuleType.__getattribute__(self, name)


_UNREAD: Final = "unread spec, and what is known without it"


def put_off(name: str, **known: object) -> None:
    """Register a module to be read on first use, unless it is loaded or absent.

    ``known`` is what of it may be had without reading it, and stays in its place when it is read.

    For what others import and seldom use. The standard library's lazy loader does the same where a module is taken from
    its package (``from PIL import Image``); what is imported by its own name it reads at once (Python 3.11).
    """
    spec = None if name in sys.modules else find_spec(name)
    if spec is None or spec.loader is None:
        return
    module = module_from_spec(spec)
    vars(module).update(known, **{_UNREAD: (spec, known)})
    module.__class__ = _PutOff
    sys.modules[name] = module
    package, _, child = name.rpartition(".")
    if package:
        setattr(sys.modules[package], child, module)
