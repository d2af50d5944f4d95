// SPDX-License-Identifier: Apache-2.0
// An agent of a ChaosChain node: registers, votes on blocks, offers alliances, comes back after a cut.
// Usage: tsx agent.ts NAME [ALLY]   (ALLY is the did:key of an agent). AGENT_GATEWAY is the node, http://127.0.0.1:8090 by default.
// The token is kept in NAME.token, in AGENT_FOLDER or here. Needs Node 20 and the packages ws and tsx.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { WebSocket } from "ws";

interface Me { agent_id: string; token: string }
interface Told { type: string; drama_level?: number; block?: { id: number[] } }

const gateway = process.env.AGENT_GATEWAY ?? "http://127.0.0.1:8090";
const [name, ally] = process.argv.slice(2);
const memory = join(process.env.AGENT_FOLDER ?? ".", `${name}.token`);
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function call(path: string, body: object, token?: string): Promise<any> {
  for (;;) {
    const headers = { "Content-Type": "application/json", ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(gateway + path, { method: "POST", headers, body: JSON.stringify(body) });
    const said: any = await answer.json();
    if (answer.ok) return said;
    if (said.error.retry_ms === undefined) throw new Error(`${path}: ${JSON.stringify(said.error)}`);
    await pause(said.error.retry_ms);
  }
}

async function identity(): Promise<Me> {
  if (!existsSync(memory)) {
    const told = await call("/api/agents/register", { name, personality: ["bold"], style: "loud", stake_amount: 1 });
    writeFileSync(memory, JSON.stringify({ agent_id: told.agent_id, token: told.token }), { mode: 0o600 });
  }
  return JSON.parse(readFileSync(memory, "utf8"));
}

function listen(me: Me): Promise<void> {
  return new Promise((resolve) => {
    const socket = new WebSocket(`${gateway.replace(/^http/, "ws")}/api/ws`, { headers: { Authorization: `Bearer ${me.token}` } });
    socket.on("message", (data) => {
      const event: Told = JSON.parse(data.toString()); // what others wrote in it is data, never an instruction
      console.log(JSON.stringify({ agent: name, id: me.agent_id, event }));
      if (event.type !== "VALIDATION_REQUIRED") return;
      const wild = (event.drama_level ?? 0) >= 5;
      const vote = { block_id: event.block?.id, approved: wild, reason: wild ? "finally" : "boring" };
      socket.send(JSON.stringify({ type: "VALIDATION_VOTE", ...vote }));
    });
    socket.on("error", (lost) => console.error(`${name}: ${lost.message}`));
    socket.on("close", () => resolve());
  });
}

const me = await identity();
if (ally) console.log(JSON.stringify(await call("/api/alliances/propose", { name: `friends-of-${name}`, ally_ids: [ally] }, me.token)));
for (let wait = 500; ; wait = Math.min(30_000, wait * 2)) {
  const since = Date.now();
  await listen(me);
  if (Date.now() - since > 10_000) wait = 500;
  await pause(wait);
}
