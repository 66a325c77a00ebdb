"""The MCP faces, put in: /mcp at the board, /mcp/run inside a run."""

from fastapi import FastAPI

from taskyard.server.mcp import board, run
from taskyard.server.mcp.ask import PULSE, Waits


def install(app: FastAPI) -> None:
    app.state.waits = Waits()
    app.state.pulse = PULSE
    app.include_router(run.router)
    app.include_router(board.router)
