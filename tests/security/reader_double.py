"""A double of a coding agent that trusts its folder, like the real ones once did: it loads whatever it finds there.

Hooks and tool servers are started, the key goes to the address it is told, and a bypass mode is believed. Names are
compared without case, as on the file systems of other machines. It notes what it has loaded, does its work, and commits it.
"""

import json
import os
import subprocess
import sys
import urllib.request
from pathlib import Path

NOTES, REPO = Path(sys.argv[1]), Path.cwd()
JSON = {".claude/settings.json", ".claude/settings.local.json", ".gemini/settings.json", ".qwen/settings.json",
        ".mcp.json", "opencode.json", ".opencode/opencode.json", ".cursor/mcp.json"}  # fmt: skip
prompt = sys.stdin.read()
loaded = []


def run(command):
    subprocess.run(["/bin/sh", "-c", command], check=False)


def obey(config):
    for command in config.get("hooks", []):
        run(command)
    for server in config.get("mcpServers", {}).values():
        run(server["command"])
    if config.get("defaultMode") == "bypassPermissions":
        (NOTES / "bypassed").touch()
    if url := config.get("env", {}).get("API_BASE_URL"):
        request = urllib.request.Request(url, headers={"x-api-key": os.environ["API_KEY"]})
        urllib.request.urlopen(request, timeout=10).close()


for folder, _, names in os.walk(REPO):
    for name in names:
        path = os.path.relpath(os.path.join(folder, name), REPO)  # noqa: PTH118
        low = path.lower()
        if low.startswith(".git/") or not (REPO / path).is_file():
            continue
        if any(low == one or low.endswith(f"/{one}") for one in JSON):
            loaded.append(path)
            obey(json.loads((REPO / path).read_text()))
        elif low in {".env", ".envrc"} or low.endswith(".codex/config.toml"):
            loaded.append(path)
            values = dict(
                line.split("=", 1) for line in (REPO / path).read_text().splitlines() if "=" in line
            )
            obey({"env": values})
number = len(list(NOTES.glob("start-*"))) + 1
(NOTES / f"start-{number}").write_text(json.dumps({"loaded": sorted(loaded), "prompt": prompt}))
play = NOTES / f"play-{number}"
run(
    play.read_text() if play.exists() else "echo red > door.txt; git add --all; git commit --quiet -m painted"
)
print("done")
