"""PyYAML's parser without the rest, and PyYAML whole behind it, as whoever asks for it finds it elsewhere."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("yaml._yaml")

SAID = """
import json, sys
EARLY
import yaml
said = []
assert yaml.reader and yaml.scanner.ScannerError and yaml.cyaml.CParser
assert yaml.safe_load("a: [1, no]") == yaml.load("a: [1, no]", yaml.CSafeLoader) == {"a": [1, False]}
assert yaml.dump({"a": 1}, Dumper=yaml.CSafeDumper) == "a: 1\\n"
for loader in (yaml.SafeLoader, yaml.CSafeLoader):
    for text in ("a: [", "a: 'b", "%", "*a", "a: \\0", b"\\xff", "- !!int x", "{}\\n{}"):
        try:
            yaml.load(text, loader)
        except Exception as error:
            kinds = [f"{one.__module__}.{one.__qualname__}" for one in type(error).__mro__]
            same = type(error) is getattr(sys.modules[type(error).__module__], type(error).__name__)
            said.append([str(error), kinds, same, sorted(vars(error))])
print(json.dumps(said))
"""
"""What PyYAML says of texts that are none."""
EARLY = """
from generator.library.yaml_parser import error, events, parser
one = parser()("a: b")
assert [type(one.get_event()) for _ in range(5)][4] is events.ScalarEvent
assert type(sys.modules["yaml"]).__name__ == type(sys.modules["yaml.reader"]).__name__ == "_PutOff"
"""


def said(early: str) -> object:
    program = SAID.replace("EARLY", early)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, cwd=Path.cwd(), check=True)
    return json.loads(done.stdout)


def test_pyyaml_is_whole_behind_its_parser() -> None:
    whole = said("")
    assert isinstance(whole, list)
    assert len(whole) > 10
    assert said(EARLY) == whole
