"""One of many: claims over HTTP until there is nothing left, and prints what it got. Standard library only."""

import http.client
import json
import sys
from urllib.parse import urlsplit


def main(url: str, key: str, name: str) -> None:
    parts = urlsplit(url)
    line = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)

    def post(path: str, body: dict) -> tuple[int, dict]:
        headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
        line.request("POST", f"/api/v1{path}", json.dumps(body), headers)
        answer = line.getresponse()
        data = answer.read()
        return answer.status, json.loads(data) if data else {}

    status, worker = post("/workers", {"name": name, "slots": 1, "offer": {}, "version": "0", "host": ""})
    assert status == 201, (status, worker)
    number = 0
    while True:
        number += 1
        body = {"worker": worker["id"], "key": f"{name}-{number}", "offer": {"agents": [], "projects": []}}
        status, claim = post("/queue/claim?wait=0", body)
        if status == 204:
            return
        assert status == 200, (status, claim)
        print(claim["run"]["id"], claim["task"]["id"], claim["fence"], flush=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
