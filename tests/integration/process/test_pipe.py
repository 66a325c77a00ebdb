"""What flows through the pipes: any length, any bytes, in both directions, whoever reads and whoever does not."""

import os
import resource
import sys

import anyio
import pytest

from taskyard import process
from taskyard.domain.error import Unavailable
from taskyard.process import CommandFailed, Line, Lines

pytestmark = pytest.mark.anyio


async def collect(program):
    with anyio.fail_after(60):
        return [line async for line in program.lines()]


async def test_a_line_of_100_megabytes_is_cut_and_costs_no_memory(starting):
    text = (
        "import sys\n"
        "for _ in range(1600): sys.stdout.write('x' * 65536)\n"
        "print('\\nafter')"
    )  # fmt: skip
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    async with starting(text, limit=1000) as program:
        lines = await collect(program)
    assert lines == [Line(text="x" * 1000, stream="stdout", cut=True), Line(text="after", stream="stdout")]
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # KiB


async def test_bytes_that_are_no_text_come_as_replacements(starting):
    text = r"import sys; sys.stdout.buffer.write(b'a\xff\xfeb\n\xc3\n\x00\n\xe2\x82\xac\r\n')"
    async with starting(text) as program:
        assert [line.text for line in await collect(program)] == ["a��b", "�", "\0", "€"]


async def test_the_last_line_needs_no_end(starting):
    async with starting("import sys; sys.stdout.write('one\\n\\ntwo')") as program:
        assert [line.text for line in await collect(program)] == ["one", "", "two"]


@pytest.mark.parametrize("flooded", ["stdout", "stderr"])
async def test_one_pipe_floods_and_the_other_is_heard(starting, flooded):
    other = {"stdout": "stderr", "stderr": "stdout"}[flooded]
    text = (
        "import sys\n"
        f"for _ in range(100): sys.{flooded}.write('x' * 9999 + '\\n')\n"
        f"print('heard', file=sys.{other}, flush=True)\n"
        f"for _ in range(100): sys.{flooded}.write('x' * 9999 + '\\n')"
    )
    async with starting(text) as program:
        lines = await collect(program)
    assert sum(line.stream == flooded for line in lines) == 200
    assert [line.text for line in lines if line.stream == other] == ["heard"]


async def test_a_command_gives_both_pipes_whole(running):
    text = "import sys; sys.stderr.write('e' * 3_000_000); sys.stdout.write('o' * 3_000_000)"
    done = await running(text)
    assert (len(done.stdout), len(done.stderr)) == (3_000_000, 3_000_000)


async def test_a_command_without_input_reads_the_end_not_our_own(running):
    """Our own input is held open and empty: whoever inherited it would wait for ever."""
    ours = os.dup(0)
    reading, writing = os.pipe()
    os.dup2(reading, 0)
    try:
        done = await running("import sys; print(repr(sys.stdin.read()))", timeout=20)
    finally:
        os.dup2(ours, 0)
        for number in (ours, reading, writing):
            os.close(number)
    assert done.stdout == b"''\n"


async def test_a_command_gets_its_input(running):
    big = b"0123456789" * 300_000
    done = await running("import sys; sys.stdout.buffer.write(sys.stdin.buffer.read())", stdin=big)
    assert done.stdout == big


async def test_a_command_may_ignore_its_input(running):
    assert (await running("print('bye')", stdin=b"x" * 3_000_000)).stdout == b"bye\n"


async def test_input_that_is_not_read_does_not_hold_the_output(starting):
    text = "import time\nfor number in range(3): print(number, flush=True)\ntime.sleep(600)"
    async with starting(text) as program, anyio.create_task_group() as group:
        group.start_soon(program.write, b"x" * 3_000_000)
        lines = program.lines()
        with anyio.fail_after(30):
            assert [(await anext(lines)).text for _ in range(3)] == ["0", "1", "2"]
        group.cancel_scope.cancel()


async def test_talking_to_a_program(starting):
    text = "import sys\nfor line in sys.stdin: print(line.strip().upper(), flush=True)"
    async with starting(text) as program:
        lines = program.lines()
        with anyio.fail_after(30):
            for word in ("one", "two"):
                await program.write(f"{word}\n".encode())
                assert (await anext(lines)).text == word.upper()
            await program.close_stdin()
            await program.close_stdin()
            assert await program.wait() == 0


async def test_writing_to_a_program_that_has_gone_is_a_word(starting, waiting):
    async with starting("pass") as program:
        await program.wait()
        await waiting(program._started.stdin._stream.is_closing)
        with pytest.raises(Unavailable):
            await program.write(b"x")
        await program.close_stdin()
        with pytest.raises(Unavailable):
            await program.write(b"x")


async def test_the_environment_is_exactly_what_is_given(running, starting, mark):
    text = "import os; print(sorted(set(os.environ) - {'LC_CTYPE'}))"
    assert (await running(text, env={"ONE": "1"})).stdout == b"['ONE']\n"
    async with starting(text, env={"ONE": "1"}) as program:
        assert [line.text for line in await collect(program)] == [f"['ONE', '{process.MARKER}']"]


async def test_output_beyond_the_limit_is_read_and_dropped(running):
    done = await running("print('x' * 5_000_000)", most=1000)
    assert done.stdout == b"x" * 1000
    assert done.cut
    assert not (await running("print('x')", most=1000)).cut


def test_lines_are_cut_wherever_the_chunks_fall():
    data = b"one\ntwo\r\n\n" + b"y" * 20 + b"\nend"
    for size in range(1, len(data) + 1):
        cut = Lines("stdout", 10)
        chunks = [data[at : at + size] for at in range(0, len(data), size)]
        lines = [line for chunk in chunks for line in cut.feed(chunk)] + cut.end()
        assert [(line.text, line.cut) for line in lines] == [
            ("one", False), ("two", False), ("", False), ("y" * 10, True), ("end", False),
        ]  # fmt: skip


async def test_stderr_of_a_failed_command_is_in_the_message(running):
    with pytest.raises(CommandFailed, match="�"):
        await running(
            r"import sys; sys.stderr.buffer.write(b'\xff'); sys.exit(1)", check=True, timeout=sys.maxsize
        )
