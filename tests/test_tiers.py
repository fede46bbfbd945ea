"""Two tiers: the README's command leaves out what is slow, the gate runs both and nothing falls between."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.sweep
@pytest.mark.parametrize("second", range(10))
@pytest.mark.parametrize("first", range(10))
def test_each_fifth_of_a_sweep_is_fast_and_no_value_is_left_out(
    request: pytest.FixtureRequest, first: int, second: int
) -> None:
    def is_slow(one: int, two: int) -> bool:
        return bool((2 * one + two + two // 5) % 5)

    assert bool(request.node.get_closest_marker("slow")) == is_slow(first, second)
    fast = [(one, two) for one in range(10) for two in range(10) if not is_slow(one, two)]
    assert {*Counter(one for one, _ in fast).values(), *Counter(two for _, two in fast).values()} == {2}


def test_the_gate_runs_the_readmes_command_then_the_slow_ones_and_counts() -> None:
    """That each test was run once is seen by the gate itself, from what the processes of tests noted."""
    script = ROOT / ".ci/run"
    if not script.exists():
        pytest.skip("the gate is not part of a source package")
    gate = script.read_text(encoding="utf-8")
    tiers = ["README.md)", "LEAFLETS_TESTS_RAN=", '-c "$command"', "-m slow", "--collect-only", 'diff "$work/all" -']
    assert [gate.index(one) for one in tiers] == sorted(gate.index(one) for one in tiers)
    assert "-m 'not slow'\n" in (ROOT / "README.md").read_text(encoding="utf-8")
