"""The chat socket: what is sent is stored, what is stored is told to everyone, in order, once."""

import json

import anyio
import pytest
from websockets.exceptions import ConnectionClosed

pytestmark = pytest.mark.anyio


def _request(claim, text="Which library?", **fields):
    return {
        "type": "worker_request",
        "run_id": claim["run"]["id"],
        "fence": claim["fence"],
        "message": text,
        **fields,
    }


async def test_a_question_reaches_the_people_and_its_answer_the_worker(door, asked):
    claim = await asked()
    async with door.chat("operator") as one, door.chat("viewer") as two, door.chat("worker") as worker:
        await worker.send(**_request(claim, ref="q1", choices=["a", "b"]))
        accepted = await worker.next("accepted")
        assert accepted["ref"] == "q1"
        seen = [await one.next("worker_request"), await two.next("worker_request")]
        assert seen[0] == seen[1]
        question = seen[0]
        assert question["id"] == accepted["message"]["id"]
        assert (question["sender_type"], question["message_type"]) == ("worker", "request")
        assert (question["conversation_id"], question["choices"]) == (claim["task"]["id"], ["a", "b"])
        await one.send(type="human_response", parent_message_id=question["id"], message="Use library X")
        answers = [await client.next("human_response") for client in (one, two, worker)]
        assert answers[0] == answers[1] == answers[2]
        assert answers[0]["message"] == "Use library X"
        assert answers[0]["parent_message_id"] == question["id"]
        assert answers[0]["conversation_id"] == claim["task"]["id"]
        assert {"sender_id", "sender_type", "created_at", "seq"} <= answers[0].keys()
        await worker.send(
            type="message_received",
            run_id=claim["run"]["id"],
            fence=claim["fence"],
            message_id=question["id"],
        )
        await worker.next("accepted")
        # A worker hears what it asked for, and nothing else.
        assert {word["type"] for word in worker.got} == {"hello", "accepted", "human_response"}


async def test_rest_and_sockets_see_the_same(door, asked, server):
    claim = await asked()
    task = claim["task"]["id"]
    async with door.chat() as one, door.chat() as two:
        made = await server.operator.post("/chat/messages", json={"conversation_id": task, "message": "hi"})
        assert made.status_code == 201
        assert made.json()["message_type"] == "response"
        told = [await one.next("chat_message"), await two.next("chat_message")]
        await one.send(type="chat_message", conversation_id=task, message="there", ref="r")
        told.append(await two.next("chat_message"))
    listed = (await server.viewer.get("/chat/messages", params={"conversation_id": task})).json()
    shown = [{**item, "type": "chat_message"} for item in listed["items"]]
    assert [told[0], told[2]] == shown
    assert told[0] == told[1]
    after = {"conversation_id": task, "since": told[0]["seq"]}
    assert [
        one["message"] for one in (await server.viewer.get("/chat/messages", params=after)).json()["items"]
    ] == ["there"]
    page = (await server.viewer.get("/chat/messages", params={"limit": 1})).json()
    assert page["next"] == str(told[0]["seq"])


async def test_an_answer_without_a_name_is_for_the_only_request_or_refused(door, asked, server):
    first, second = await asked("anvil"), await asked("bench")
    async with door.chat() as human, door.chat("worker") as worker:
        await human.send(type="human_response", message="42", ref="none")
        assert (await human.next("error"))["ref"] == "none"
        for claim in (first, second):
            await worker.send(**_request(claim))
            await worker.next("accepted")
        await human.send(type="human_response", message="42", ref="two")
        refused = await human.next("error")
        assert (refused["code"], refused["ref"], len(refused["requests"])) == ("conflict", "two", 2)
        answer = await server.operator.post("/chat/messages", json={"message": "42"})
        assert answer.status_code == 409
        await human.send(type="human_response", message="one", conversation_id=first["task"]["id"])
        told = await worker.next("human_response")
        assert told["run_id"] == first["run"]["id"]
        answer = await server.operator.post(
            "/chat/messages", json={"message": "two", "message_type": "response"}
        )
        assert answer.json()["conversation_id"] == second["task"]["id"]
        assert (await worker.next("human_response"))["message"] == "two"
        answer = await server.operator.post(
            "/chat/messages", json={"message": "late", "parent_message_id": told["parent_message_id"]}
        )
        assert (answer.status_code, answer.json()["code"]) == (409, "already_answered")


@pytest.mark.parametrize(
    "text",
    [
        "", "nonsense", "{", "[]", "7", "null", '{"type":"boo"}', '{"type":"human_response"}', "[" * 5000,
        '{"type":"ping","more":1}', '{"type":"chat_message","message":"x","conversation_id":"' + "0" * 26 + '"}',
        '{"type":"ping","ref":NaN}', b"\xff\xfe", '{"type":"human_response","message":"\\ud800"}',
    ],
)  # fmt: skip
async def test_what_is_no_message_is_answered_and_the_connection_kept(door, text):
    async with door.chat() as chat:
        await chat.ws.send(text)
        assert (await chat.read())["type"] == "error"
        await chat.send(type="ping", ref="x")
        assert await chat.read() == {"type": "pong", "ref": "x"}


async def test_each_scope_says_only_what_it_may(door, asked):
    claim = await asked()
    word = {"type": "human_response", "message": "x"}
    async with door.chat("viewer") as viewer, door.chat("worker") as worker, door.chat("admin") as admin:
        for chat, said in (
            (viewer, word),
            (worker, word),
            (viewer, _request(claim)),
            (admin, _request(claim)),
        ):
            await chat.send(**said)
            assert (await chat.next("error"))["code"] == "forbidden"
        await worker.send(**_request(claim, fence=claim["fence"] + 1))
        assert (await worker.next("error"))["code"] == "lease_lost"
    async with door.chat(claim["token"]) as agent:
        await agent.send(type="worker_request", message="May I?", run_id="0" * 26)
        assert (await agent.next("error"))["code"] == "forbidden"
        await agent.send(type="worker_request", message="May I?")
        assert (await agent.next("accepted"))["message"]["run_id"] == claim["run"]["id"]


async def test_another_organisation_hears_nothing(door, asked, server, play):
    stranger = await server.key("admin", org="other")
    async with door.chat(stranger) as there, door.chat("worker") as worker:
        claim = await asked()
        await worker.send(**_request(claim))
        await worker.next("accepted")
        await there.send(type="ping")
        assert (await there.read())["type"] == "pong"
        await there.send(type="human_response", message="x")
        assert (await there.read())["code"] == "conflict"
        await there.send(type="chat_message", message="x", conversation_id=claim["task"]["id"])
        assert (await there.read())["code"] == "not_found"


async def test_who_comes_back_misses_nothing_and_sees_nothing_twice(door, play, server):
    await play.project()
    task = (await play.task(enqueue=False))["id"]
    seen, last = [], 0
    total = 30
    post = server.operator.post

    async def say():
        for number in range(total):
            await post("/chat/messages", json={"conversation_id": task, "message": str(number)})

    with anyio.fail_after(90):
        async with anyio.create_task_group() as tasks:
            tasks.start_soon(say)
            while len(seen) < total:
                async with door.chat("viewer", since=last) as chat:
                    for _ in range(min(4, total - len(seen))):
                        word = await chat.next("chat_message")
                        seen.append(word["message"])
                        last = word["seq"]
    assert seen == [str(number) for number in range(total)]
    await door.alone()


async def test_a_request_asked_again_is_joined_and_its_answer_is_there(door, asked):
    claim = await asked()
    async with door.chat() as human:
        async with door.chat("worker") as worker:
            await worker.send(**_request(claim))
            first = await worker.next("accepted")
        await human.send(type="human_response", message="X")
        await human.next("accepted")
        async with door.chat("worker") as worker:
            await worker.send(**_request(claim))
            again = await worker.next("accepted")
            assert again["message"]["id"] == first["message"]["id"]
            assert (await worker.next("human_response"))["message"] == "X"


async def test_the_end_of_a_run_closes_its_requests(door, asked, play):
    claim = await asked()
    async with door.chat("viewer") as eye, door.chat("worker") as worker:
        await worker.send(**_request(claim))
        made = await worker.next("accepted")
        await play.end(claim, "fail", status="failed", reason="agent_error")
        closed = await eye.next("request_closed")
        assert closed["messages"] == [made["message"]["id"]]
        assert (await worker.next("request_closed"))["run_id"] == claim["run"]["id"]


async def test_a_revoked_key_ends_its_socket_at_once(door, server):
    made = (await server.admin.post("/keys", json={"name": "eye", "scope": "viewer"})).json()
    async with door.chat(made["key"]) as eye, door.chat("viewer") as other:
        with anyio.fail_after(4):
            await server.admin.delete(f"/keys/{made['id']}")
            with pytest.raises(ConnectionClosed) as closed:
                await eye.read()
        assert closed.value.rcvd.code == 1008
        await other.send(type="ping")
        await other.next("pong")


async def test_an_ended_run_ends_the_socket_of_its_token(door, asked, play, end):
    claim = await asked()
    async with door.chat(claim["token"]) as agent:
        await play.end(claim, "fail", status="failed", reason="agent_error")
        assert await end(agent) == 1008


async def test_a_client_that_does_not_read_is_dropped_and_costs_the_others_nothing(door, play, server, end):
    door.app.state.lines.slow = 0.3
    await play.project()
    task = (await play.task(enqueue=False))["id"]
    text = "long " * 19_000
    async with door.chat("viewer", since=0, max_queue=1, compression=None) as stuck:
        start = stuck.hello["since"]
        async with door.chat("viewer", compression=None) as reader:
            count = 0
            with anyio.fail_after(60):
                while len(door.app.state.lines) == 2:
                    await server.operator.post(
                        "/chat/messages", json={"conversation_id": task, "message": text + str(count)}
                    )
                    told = await reader.next("chat_message")
                    assert told["message"].endswith(f" {count}")
                    count += 1
            # What it had not read yet arrives, then the line ends; it goes on from there.
            assert await end(stuck) in {1006, 1013}
            numbers = [start] + [word["seq"] for word in stuck.got if word["type"] == "chat_message"]
            last, seen = numbers[-1], len(numbers) - 1
            assert seen < count
            async with door.chat("viewer", since=last, max_size=None) as again:
                for number in range(seen, count):
                    told = await again.next("chat_message")
                    assert told["message"].endswith(f" {number}")


async def test_sockets_end_when_the_server_stops(door):
    async with door.chat("viewer") as eye:
        door.app.state.stopping.set()
        with pytest.raises(ConnectionClosed) as closed:
            await eye.read()
        assert closed.value.rcvd.code == 1012
    await door.alone()


async def test_a_message_over_the_limit_ends_the_connection(door):
    async with door.chat() as chat:
        await chat.send(type="ping", ref="x" * 1_000_001)
        with pytest.raises(ConnectionClosed) as closed:
            await chat.read()
        assert closed.value.rcvd.code == 1009


async def test_words_are_kept_as_they_are(door, play):
    await play.project()
    task = (await play.task(enqueue=False))["id"]
    text = "Grüße \u2028 </script> \x1e 你好 👋"
    async with door.chat() as chat:
        await chat.ws.send(json.dumps({"type": "chat_message", "conversation_id": task, "message": text}))
        assert (await chat.next("chat_message"))["message"] == text
