"""What every process of a run needs: brought in once, by the process that they all come from."""

from __future__ import annotations

from contextlib import suppress

from generator.run.faults import leave_interrupts

leave_interrupts()  # before all that takes long

from generator.run.tasks import warm_up  # noqa: E402

with suppress(Exception):  # what cannot be brought in here is missed later, in a process whose words are heard
    warm_up()
