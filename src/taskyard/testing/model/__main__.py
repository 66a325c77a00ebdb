"""`python -m taskyard.testing.model --port 0`: prints its address and answers until it is stopped."""

import argparse
import signal

import anyio

from taskyard.testing.model.server import fake_model


async def serve(port: int) -> None:
    async with fake_model(port=port) as model:
        # Asked for by name: where it is started in the background, an interrupt is ignored unless somebody wants it.
        with anyio.open_signal_receiver(signal.SIGINT, signal.SIGTERM) as signals:
            print(model.url, flush=True)  # noqa: T201 - this is its output
            async for _ in signals:
                return


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m taskyard.testing.model", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    anyio.run(serve, parser.parse_args().port)


if __name__ == "__main__":
    main()
