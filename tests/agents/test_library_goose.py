"""The library with the real goose, against a model of ours: two tasks, and an API that refuses."""

from pathlib import Path

import anyio
import pytest

from taskyard.library.config import GooseWorkerConfig, read_config
from taskyard.library.deps import create_goose_worker_deps
from taskyard.library.loop import run_loop
from taskyard.library.queue import create_task_queue
from taskyard.library.verify import verify_artifact
from taskyard.testing.model.server import fake_model

GOOSE = Path(__file__).parents[2] / ".cache/agents/node_modules/@aaif/goose-binary-linux-x64/bin/goose"
pytestmark = [pytest.mark.anyio, pytest.mark.goose]


@pytest.fixture
async def does(repo):
    async with fake_model() as model:

        async def work(*tasks):
            env = {
                "OPENAI_HOST": model.url,
                "OPENAI_API_KEY": "fake-key",
                "GOOSE_PROVIDER_SKIP_BACKOFF": "true",
            }
            goose = {"program": str(GOOSE), "provider": "openai", "model": "fake-model", "env": env}
            values = {"working_directory": repo.path, "goose": {**goose, "process_timeout": 90.0}}
            queue = create_task_queue(tasks, retries=0)
            queue.close()
            deps = create_goose_worker_deps(read_config(GooseWorkerConfig, values), queue)
            with anyio.fail_after(110):
                await run_loop(deps, anyio.Event())
            return deps, [(one.success, one.branch) for one in queue.acknowledged]

        yield work


async def test_two_tasks(does, repo, capfd):
    """R2.54, R2.56: a file is written, and the second task finds it; the branches are a chain."""
    deps, ends = await does(f"[[script:task cwd={repo.path}]] one", f"[[script:shell cwd={repo.path}]] two")
    assert [success for success, _ in ends] == [True, True], capfd.readouterr().err
    assert (await verify_artifact(repo.path, ends[0][1], ["hello.txt"])).ok
    assert (await verify_artifact(repo.path, ends[1][1], ["hello.txt", "made.txt"])).ok
    assert (await deps.git.verify_branch_chain()).kind == "chains"


async def test_an_api_that_refuses_is_a_failure(does, repo, capfd):
    """R2.35: goose itself ends with exit code 0 then."""
    _deps, ends = await does("[[script:e401]] go")
    assert ends == [(False, None)]
    assert "AgentProblem" in capfd.readouterr().err
    assert (await repo.git("branch", "--format=%(refname:short)")).split() == ["main"]
