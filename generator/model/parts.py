"""A module of a foreign package without the package's own first file, where that brings in far more than is needed."""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
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
