"""What every process of a run needs: brought in once, by the process that they all come from."""

from __future__ import annotations

from generator.run.tasks import warm_up

warm_up()
