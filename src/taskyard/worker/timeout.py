"""How long a run may take."""

from taskyard.clock import Clock


class RunTimeout:
    """The time that is left to a run. Waiting for a person does not count."""

    def __init__(self, clock: Clock, seconds: float) -> None:
        self._clock = clock
        self._until = clock.monotonic() + seconds

    @property
    def left(self) -> float:
        return self._until - self._clock.monotonic()

    def give_back(self, seconds: float) -> None:
        self._until += seconds
