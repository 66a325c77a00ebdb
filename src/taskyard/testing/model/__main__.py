"""`python -m taskyard.testing.model --port 0`: prints its address and answers until it is stopped."""

import argparse
from contextlib import suppress

import anyio

from taskyard.testing.model.server import fake_model


async def serve(port: int) -> None:
    async with fake_model(port=port) as model:
        print(model.url, flush=True)  # noqa: T201 - this is its output
        await anyio.sleep_forever()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m taskyard.testing.model", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: any that is free")
    with suppress(KeyboardInterrupt):
        anyio.run(serve, parser.parse_args().port)


if __name__ == "__main__":
    main()
