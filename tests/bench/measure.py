"""What every suite shares: figures and their targets, medians, and processes that are always ended."""

import argparse
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table: a ratio of two things measured in the same run, and what it is held to."""

    row: str  # the row of the design's table of targets
    what: str
    baseline: str
    ours: str
    ratio: float
    target: str
    holds: bool | None  # None: shown, held to nothing


@dataclass(frozen=True, kw_only=True)
class Scale:
    """How much is measured. Quick is for "does it still run"; its figures are weak evidence."""

    quick: bool

    @property
    def passes(self) -> int:
        return 1 if self.quick else 3

    def of(self, whole: float, quick: float) -> float:
        return quick if self.quick else whole

    def count(self, whole: int, quick: int) -> int:
        return quick if self.quick else whole


@dataclass(frozen=True, kw_only=True)
class Times:
    p50: float  # seconds
    p99: float
    worst: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> "Times":
        return cls(p50=percentile(seconds, 50), p99=percentile(seconds, 99), worst=max(seconds))


def percentile(values: Sequence[float], q: float) -> float:
    ordered = sorted(values)
    return ordered[round(q / 100 * (len(ordered) - 1))]


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)


def at_most(row: str, what: str, baseline: str, ours: str, ratio: float, most: float | None) -> Figure:
    target, holds = ("–", None) if most is None else (f"≤ {most:g}×", ratio <= most)
    return Figure(row=row, what=what, baseline=baseline, ours=ours, ratio=ratio, target=target, holds=holds)


def at_least(row: str, what: str, baseline: str, ours: str, ratio: float, least: float | None) -> Figure:
    target, holds = ("–", None) if least is None else (f"≥ {least:g}×", ratio >= least)
    return Figure(row=row, what=what, baseline=baseline, ours=ours, ratio=ratio, target=target, holds=holds)


def ms(seconds: float) -> str:
    return f"{seconds * 1e3:.3g} ms"


def us(seconds: float) -> str:
    return f"{seconds * 1e6:.0f} µs"


def rate(per_second: float) -> str:
    return f"{per_second:,.0f}/s"


def cpu_seconds(pid: int) -> float:
    """User and system time of one process, all its threads; 10 ms is the finest step."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def resident(pid: int) -> int:
    """Bytes of memory the process holds."""
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return sock.getsockname()[1]


def wait_port(port: int, process: subprocess.Popen[bytes], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the server ended with {process.returncode}")
        with suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 0.5).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on port {port}")


def stop(process: subprocess.Popen[bytes], seconds: float = 5.0) -> None:
    """TERM, then KILL, to the group that the process leads."""
    for number in (signal.SIGTERM, signal.SIGKILL):
        with suppress(ProcessLookupError):
            os.killpg(process.pid, number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(seconds)
            return


@contextmanager
def started(
    argv: Sequence[str | Path], log: Path, env: Mapping[str, str] | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own; leaving the context ends it. `log` tells why when it fails."""
    paths = [str(HERE), *filter(None, [os.environ.get("PYTHONPATH")])]  # the caller may measure another tree
    whole = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), **(env or {})}
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in argv], env=whole, stdout=out, stderr=out, start_new_session=True
        )
        try:
            yield process
        except BaseException:
            sys.stderr.write(log.read_text(errors="replace")[-3000:])
            raise
        finally:
            stop(process)


@contextmanager
def scratch() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="yard-bench-", ignore_cleanup_errors=True) as folder:
        path = Path(folder)
        path.chmod(0o755)
        yield path


def table(figures: Sequence[Figure]) -> str:
    head = ("row", "what", "baseline", "ours", "ratio", "target", "holds")
    lines = [
        (one.row, one.what, one.baseline, one.ours, f"{one.ratio:.3g}×", one.target, _word(one.holds))
        for one in figures
    ]
    widths = [max(len(line[at]) for line in [head, *lines]) for at in range(len(head))]
    rows = [head, tuple("-" * width for width in widths), *lines]
    return "\n".join(
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"
        for row in rows
    )


def _word(holds: bool | None) -> str:
    return "–" if holds is None else ("yes" if holds else "NO")


def main(suite: Callable[[Scale, Path], list[Figure]]) -> None:
    """A suite on its own: prints its table, or its figures as JSON for run_all."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    signal.signal(
        signal.SIGTERM, lambda *_: sys.exit(1)
    )  # so that servers and folders go also when it is cut short
    with scratch() as root:
        figures = suite(Scale(quick=args.quick), root)
    print(json.dumps([asdict(one) for one in figures]) if args.json else table(figures))
