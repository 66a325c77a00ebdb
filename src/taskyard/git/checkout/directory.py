"""No repository: a plain directory of the task's own. There is nothing to diff, commit or merge."""

import anyio

from taskyard.domain.project import Checkout
from taskyard.git.checkout.place import describe, known, open_place
from taskyard.git.checkout.protocol import Order, Workspace
from taskyard.git.plumbing import TREE, Git


class Directory:
    async def prepare(self, git: Git, order: Order) -> Workspace:  # noqa: ARG002 - the socket's form
        found = known(order, Checkout.DIRECTORY)
        return await anyio.to_thread.run_sync(_make, order) if found is None else found

    async def remove(self, git: Git, order: Order) -> None:
        """Everything of it lies in its place."""


def _make(order: Order) -> Workspace:
    open_place(order)
    workspace = Workspace(path=order.place / TREE, strategy=Checkout.DIRECTORY)
    workspace.path.mkdir()
    return describe(order, workspace)
