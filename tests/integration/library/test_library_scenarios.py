"""Tasks through the loop with a real repository and the file-system worker."""

import anyio
import pytest

from taskyard.domain.error import AgentProblem, GitProblem
from taskyard.library.config import GitConfig
from taskyard.library.git import create_git_deps
from taskyard.library.loop import run_loop
from taskyard.library.queue import create_task_queue
from taskyard.library.task import Aborted
from taskyard.library.verify import verify_artifact
from taskyard.testing.repo import Repo

pytestmark = pytest.mark.anyio
LOGIN, VALIDATION, TESTS = "1282544961935709", "2456583589892771", "531566247443740"


async def test_s44_a_chain_of_two(yard):
    """S-44, R2.53: the names are the hashes, the second contains the first, HEAD is the second, and it is a chain."""
    queue = await yard.does("implement login", "add validation")
    assert [(one.success, one.branch) for one in queue.acknowledged] == [(True, LOGIN), (True, VALIDATION)]
    assert await yard.here() == VALIDATION
    assert await yard.id(f"{VALIDATION}~1") == await yard.id(LOGIN)
    assert (await verify_artifact(yard.repo.path, LOGIN, ["src/implement_login.py", "README.md"])).ok
    assert (await verify_artifact(yard.repo.path, VALIDATION, ["src/implement_login.py"])).ok
    assert (await yard.git.verify_branch_chain()).kind == "chains"
    await yard.repo.git("checkout", "--quiet", LOGIN)
    await yard.repo.git("commit", "--quiet", "--amend", "-m", "history made anew")
    chain = await yard.git.verify_branch_chain()
    assert (chain.kind, len(chain.broken)) == ("diverged", 1)


async def test_a_chain_of_three_from_master(yard):
    """R2.56, R2.29: also when the main branch has the older name."""
    await yard.repo.git("branch", "--move", "main", "master")
    await yard.does("implement login", "add validation", "write tests")
    chain = await yard.git.verify_branch_chain()
    assert (chain.kind, chain.branches) == ("chains", (LOGIN, VALIDATION, TESTS))
    assert await yard.id(f"{TESTS}~3") == await yard.id("master")


class Spoiled:
    """The repository, but for the first commits, which meet a conflict."""

    def __init__(self, yard, times):
        self._yard, self._left, self.commits, self.seen = yard, times, 0, []
        for verb in ("is_clean", "branch"):
            setattr(self, verb, getattr(yard.git, verb))

    async def commit_and_push(self):
        self.commits += 1
        if self._left:
            self._left -= 1
            raise GitProblem("CONFLICT (content): README.md", kind="conflict")
        return await self._yard.git.commit_and_push()

    async def cleanup(self, previous):
        await self._yard.git.cleanup(previous)
        yard = self._yard
        self.seen.append((await yard.status(), await yard.here(), await yard.branches()))


async def test_s45_conflicts_then_success(yard):
    """S-45: twice put back as it was; the third try succeeds, and so does the next task: four commits in all."""
    git = Spoiled(yard, 2)
    queue = await yard.does("implement login", "add validation", git=git)
    assert git.seen == [("", "main", {"main"})] * 2
    tries = [(one.task.description, one.success, one.attempt) for one in queue.acknowledged]
    assert tries == [
        ("implement login", False, 1),
        ("implement login", False, 2),
        ("implement login", True, 3),
        ("add validation", True, 1),
    ]
    assert (git.commits, yard.pauses) == (4, [1.0, 1.0])
    assert (await yard.git.verify_branch_chain()).branches == (LOGIN, VALIDATION)


async def test_s46_a_task_that_always_fails(yard):
    """S-46: three tries and no more, each told once; the next task still runs."""
    starts = []

    async def worker(task):
        starts.append(task.description)
        await yard.write(task)
        if task.description == "hopeless":
            raise AgentProblem("I cannot")

    queue = await yard.does("hopeless", "add validation", worker=worker)
    assert starts == ["hopeless"] * 3 + ["add validation"]
    assert [(one.success, one.final) for one in queue.acknowledged] == [
        (False, False),
        (False, False),
        (False, True),
        (True, True),
    ]
    assert await yard.branches() == {"main", VALIDATION}
    assert [one.error for one in yard.reports] == ["AgentProblem"] * 3 + [""]


async def test_s47_the_same_words_twice(yard):
    """S-47, I9: both succeed, on branches of their own, and what is acknowledged is where the work is."""
    queue = await yard.does("implement login", "implement login")
    assert [one.branch for one in queue.acknowledged] == [LOGIN, f"{LOGIN}-2"]
    assert await yard.branches() == {"main", LOGIN, f"{LOGIN}-2"}
    assert (await yard.git.verify_branch_chain()).kind == "chains"


async def test_s48_a_dirty_repository(yard, capsys):
    """S-48: no agent, the changes untouched, the task not lost, the files named; after cleaning it runs."""
    yard.repo.write("mine.txt", "my own work")
    queue = await yard.does("implement login")
    assert (queue.current.description, queue.acknowledged, yard.reports[0].outcome) == (
        "implement login",
        (),
        "dirty",
    )
    assert (yard.repo.path / "mine.txt").read_text() == "my own work"
    assert await yard.branches() == {"main"}
    assert "mine.txt" in capsys.readouterr().err
    await yard.repo.commit("mine")
    queue.put_back()
    await run_loop(yard.deps(queue), anyio.Event())
    assert [one.branch for one in queue.acknowledged] == [LOGIN]


@pytest.mark.parametrize("isolation", [True, False])
async def test_s49_isolation_pushes_nothing(isolation, yard, tmp_path):
    """S-49"""
    far = Repo(tmp_path / "far.git")
    await yard.repo.git("clone", "--quiet", "--bare", str(yard.repo.path), str(far.path))
    await yard.repo.git("remote", "add", "origin", str(far.path))
    await yard.does("implement login", git=create_git_deps(GitConfig(isolation=isolation), yard.repo.path))
    pushed = (await far.git("for-each-ref", "--format=%(refname:short)")).split()
    assert pushed == (["main"] if isolation else [LOGIN, "main"])


async def test_s49_a_refused_push_is_told_and_the_commit_survives(yard, capsys):
    """S-49: without a remote."""
    git = create_git_deps(GitConfig(isolation=False), yard.repo.path)
    queue = await yard.does("implement login", git=git, retries=0)
    assert [one.success for one in queue.acknowledged] == [False]
    assert (await verify_artifact(yard.repo.path, LOGIN, ["src/implement_login.py"])).ok
    assert (await yard.here(), await yard.status()) == ("main", "")
    assert "committed, not pushed" in capsys.readouterr().err


class Stopping:
    """Deps that set `stop` when a step begins or, with a plus, after it has done its work."""

    def __init__(self, deps, step):
        self.deps, self.step, self.stop = deps, step, anyio.Event()

    def at(self, step, act):
        async def stopped(*given):
            if self.step == step:
                self.stop.set()
                await anyio.sleep_forever()
            done = await act(*given)
            if self.step == f"{step}+":
                self.stop.set()
                await anyio.sleep_forever()
            return done

        return stopped

    @property
    def is_clean(self):
        return self.at("is_clean", self.deps.git.is_clean)

    @property
    def commit_and_push(self):
        return self.at("commit", self.deps.git.commit_and_push)

    async def branch(self, name):
        previous = await self.deps.git.branch(name)
        if self.step == "branch+":
            self.stop.set()
        return previous

    async def cleanup(self, previous):
        await self.deps.git.cleanup(previous)

    async def run(self):
        deps = self.deps
        whole = type(deps)(
            log=deps.log, sleep=deps.sleep, git=self, queue=deps.queue, pull_task=self.at("pull", deps.pull_task),
            ack_task=self.at("ack", deps.ack_task), run_worker=self.at("run", deps.run_worker),
        )  # fmt: skip
        with anyio.fail_after(60):
            await run_loop(whole, self.stop)


@pytest.mark.parametrize(
    "step", ["pull", "is_clean", "is_clean+", "branch+", "run", "run+", "commit", "commit+", "ack"]
)
async def test_s50_a_stop_at_each_step(step, yard):
    """S-50: the repository is as it was, the task is with the machine, and starting again works at once."""
    queue = create_task_queue(["implement login"])
    queue.close()
    await Stopping(yard.deps(queue), step).run()
    assert (await yard.status(), await yard.here(), await yard.branches()) == ("", "main", {"main"})
    assert queue.acknowledged == ()
    queue.put_back()
    assert queue.get_remaining_count() == 1
    await run_loop(yard.deps(queue), anyio.Event())
    assert [one.branch for one in queue.acknowledged] == [LOGIN]
    assert await queue.pull_task() == Aborted()


@pytest.mark.parametrize("text", ["`x` $(rm -rf .) \"'", "--force", "日本 🚪", "a\nb\x1b[2J", "y" * 100_000])
async def test_odd_characters(text, yard):
    """R2.56"""
    queue = await yard.does(text, "write tests")
    assert [one.success for one in queue.acknowledged] == [True, True]
    assert (await yard.git.verify_branch_chain()).kind == "chains"
