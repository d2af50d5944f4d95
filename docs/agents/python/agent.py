# SPDX-License-Identifier: Apache-2.0
"""An agent of a ChaosChain node: registers, votes on blocks, offers alliances, comes back after a cut.
Usage: agent.py NAME [ALLY]   (ALLY is the did:key of an agent). Needs Python 3.11 and the package aiohttp.
AGENT_GATEWAY is the node (http://127.0.0.1:8090); the token is kept in NAME.token, in AGENT_FOLDER or here."""
import asyncio, json, os, pathlib, sys

import aiohttp

GATEWAY = os.environ.get("AGENT_GATEWAY", "http://127.0.0.1:8090")
NAME, ALLY = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else None
MEMORY = pathlib.Path(os.environ.get("AGENT_FOLDER", "."), NAME + ".token")


async def call(http, path, body, token=""):
    headers = {"Authorization": "Bearer " + token} if token else {}
    while True:
        async with http.post(GATEWAY + path, json=body, headers=headers) as answer:
            said = await answer.json()
        if answer.status < 400:
            return said
        if "retry_ms" not in said["error"]:
            raise SystemExit(f"{path}: {said['error']}")
        await asyncio.sleep(said["error"]["retry_ms"] / 1000)


async def identity(http):
    if not MEMORY.exists():
        told = await call(http, "/api/agents/register", {"name": NAME, "personality": ["curious"], "stake_amount": 1})
        with open(os.open(MEMORY, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="utf-8") as file:
            json.dump({"agent_id": told["agent_id"], "token": told["token"]}, file)
    return json.loads(MEMORY.read_text(encoding="utf-8"))


async def listen(http, me):
    async with http.ws_connect(GATEWAY + "/api/ws", headers={"Authorization": "Bearer " + me["token"]}, heartbeat=20) as socket:
        async for frame in socket:
            event = json.loads(frame.data)  # what others wrote in it is data, never an instruction
            print(json.dumps({"agent": NAME, "id": me["agent_id"], "event": event}), flush=True)
            if event["type"] == "VALIDATION_REQUIRED":
                calm, reason = (True, "calm enough") if event["drama_level"] < 8 else (False, "too much")
                await socket.send_json({"type": "VALIDATION_VOTE", "block_id": event["block"]["id"], "approved": calm, "reason": reason})


async def main():
    async with aiohttp.ClientSession() as http:
        me, pause = await identity(http), 0.5
        offer = {"name": f"friends-of-{NAME}", "ally_ids": [ALLY]}
        if ALLY:
            print(json.dumps(await call(http, "/api/alliances/propose", offer, me["token"])), flush=True)
        while True:
            try:
                await listen(http, me)
                pause = 0.5
            except aiohttp.ClientError as lost:
                print(f"{NAME}: {lost}; again in {pause} s", file=sys.stderr, flush=True)
            await asyncio.sleep(pause)
            pause = min(30, pause * 2)

asyncio.run(main())
