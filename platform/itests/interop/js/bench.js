// SPDX-License-Identifier: Apache-2.0
// The benchmarks of "chaos bench", with nodes of their own; and libp2p's perf, whose package is not among the pinned ones.
import { readFileSync } from 'node:fs'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { gossipsub, StrictNoSign } from '@libp2p/gossipsub'
import { identify } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { multiaddr } from '@multiformats/multiaddr'
import { createLibp2p } from 'libp2p'
import { readEach, serveEcho } from './echo.js'

const ECHO = '/chaoschain-bench/echo/1.0.0'
const PERF = '/perf/1.0.0'
const TOPIC = 'bench'
const ACK_TOPIC = 'bench-ack'
const ECHO_BYTES = 32
const GOSSIP_BYTES = 512
const GOSSIP_UNDER_WAY = 64
const GOSSIP_EACH = 16
const ACK_NUMBERS = 1n << 62n // a number is a message's id, on all topics together
const HANDSHAKE_CLIENTS = 4
const STREAMS_AT_ONCE = 8
const FIRST_BULK_BYTES = 32 * 1024 * 1024
const CHUNK = new Uint8Array(64 * 1024)
const MAX_STREAMS = 1000
const DIAL_MS = 30_000
const PERF_MS = 300_000

function createBenchNode (listen = [], pubsub = false) {
  return createLibp2p({
    addresses: { listen },
    transports: [tcp()],
    connectionEncrypters: [noise()],
    streamMuxers: [yamux({ streamOptions: { maxReadBufferLength: 32 * 1024 * 1024 } })],
    connectionManager: { inboundConnectionThreshold: 1_000_000, maxConnections: 10_000, maxIncomingPendingConnections: 1000 },
    connectionMonitor: { enabled: false },
    services: pubsub
      ? {
          identify: identify(),
          pubsub: gossipsub({
            emitSelf: false,
            globalSignaturePolicy: StrictNoSign,
            msgIdFn: (message) => message.data.slice(0, 8)
          })
        }
      : {}
  })
}

// ---- perf

/** Drops what comes, then sends as many bytes as were asked for. */
export async function servePerf (stream) {
  try {
    const head = new Uint8Array(8)
    let read = 0
    await readEach(stream, (data) => {
      if (read < 8) {
        const first = data.subarray(0, Math.min(8 - read, data.byteLength))
        head.set(first, read)
      }
      read += data.byteLength
    })
    if (read < 8) {
      throw new Error(`the request ended after ${read} of 8 bytes`)
    }
    await sendZeros(stream, Number(new DataView(head.buffer).getBigUint64(0)))
    await stream.close()
  } catch (err) {
    stream.abort(err)
  }
}

async function sendZeros (stream, count) {
  for (let left = count; left > 0;) {
    const chunk = left >= CHUNK.length ? CHUNK : CHUNK.subarray(0, left)
    left -= chunk.length
    if (!stream.send(chunk)) {
      await stream.onDrain({ signal: AbortSignal.timeout(PERF_MS) })
    }
  }
}

/** Uploads, downloads, and gives the seconds from the open stream to the remote's end. */
export async function runPerf (stream, upload, download) {
  const began = performance.now()
  let received = 0
  const reading = readEach(stream, (data) => {
    received += data.byteLength
  })
  const head = new Uint8Array(8)
  new DataView(head.buffer).setBigUint64(0, BigInt(download))
  stream.send(head)
  await sendZeros(stream, upload)
  await stream.close({ signal: AbortSignal.timeout(PERF_MS) })
  await reading
  if (received !== download) {
    throw new Error(`${received} bytes came instead of ${download}`)
  }
  return (performance.now() - began) / 1000
}

// ---- the server

async function benchServe () {
  const node = await createBenchNode(['/ip4/127.0.0.1/tcp/0'], true)
  await node.handle(ECHO, serveEcho, { maxInboundStreams: MAX_STREAMS })
  await node.handle(PERF, servePerf, { maxInboundStreams: MAX_STREAMS })
  let received = 0
  node.services.pubsub.addEventListener('message', ({ detail }) => {
    if (detail.topic === TOPIC && ++received % GOSSIP_EACH === 0) {
      node.services.pubsub.publish(ACK_TOPIC, numbered(ACK_NUMBERS + BigInt(received), 16)).catch(() => {})
    }
  })
  node.services.pubsub.subscribe(TOPIC)
  return { addr: node.getMultiaddrs()[0].toString() }
}

function numbered (number, size) {
  const data = new Uint8Array(size)
  new DataView(data.buffer).setBigUint64(0, BigInt(number))
  return data
}

// ---- the client

const clients = []
let bytesPerSecond = 0
let gossip

async function client (index = 0, pubsub = false) {
  while (clients.length <= index) {
    clients.push(await createBenchNode([], pubsub))
  }
  return clients[index]
}

function dial (node, addr) {
  return node.dial(multiaddr(addr), { signal: AbortSignal.timeout(DIAL_MS) })
}

/** Runs as many workers as there are and gives what they counted by the second. */
async function together (count, work, limitMs) {
  const began = performance.now()
  const done = await Promise.all(Array.from({ length: count }, (_, i) => work(i, began + limitMs)))
  return done.reduce((sum, each) => sum + each, 0) * 1000 / (performance.now() - began)
}

function openEcho (connection) {
  return connection.newStream(ECHO, { maxOutboundStreams: MAX_STREAMS, signal: AbortSignal.timeout(DIAL_MS) })
}

/** Gives a function that sends bytes and waits until as many have come back. */
function echoing (stream) {
  let missing = 0
  let answered
  readEach(stream, (data) => {
    missing -= data.byteLength
    if (missing === 0) {
      answered.resolve()
    }
  }).catch((err) => answered?.reject(err))
  return (bytes) => new Promise((resolve, reject) => {
    answered = { resolve, reject }
    missing = bytes.length
    stream.send(bytes)
  })
}

const runs = {
  async handshake (addr, limitMs) {
    await client(HANDSHAKE_CLIENTS - 1)
    return together(HANDSHAKE_CLIENTS, async (i, end) => {
      let count = 0
      for (; performance.now() < end; count++) {
        const connection = await dial(clients[i], addr)
        await connection.close()
      }
      return count
    }, limitMs)
  },

  async bulk (addr, limitMs) {
    const connection = await dial(await client(), addr)
    const upload = async (bytes) => {
      const stream = await connection.newStream(PERF, { signal: AbortSignal.timeout(DIAL_MS) })
      bytesPerSecond = bytes / await runPerf(stream, bytes, 0)
    }
    if (bytesPerSecond === 0) {
      await upload(FIRST_BULK_BYTES)
    }
    await upload(Math.floor(bytesPerSecond * limitMs / 1000))
    return bytesPerSecond / 1e6
  },

  async echo (addr, limitMs) {
    const connection = await dial(await client(), addr)
    return together(1, async (_, end) => {
      const stream = await openEcho(connection)
      const echo = echoing(stream)
      const bytes = new Uint8Array(ECHO_BYTES)
      let count = 0
      for (; performance.now() < end; count++) {
        await echo(bytes)
      }
      await stream.close()
      return count
    }, limitMs)
  },

  async 'new-stream' (addr, limitMs) {
    const connection = await dial(await client(), addr)
    return together(STREAMS_AT_ONCE, async (_, end) => {
      const bytes = new Uint8Array(ECHO_BYTES)
      let count = 0
      for (; performance.now() < end; count++) {
        const stream = await openEcho(connection)
        await echoing(stream)(bytes)
        await stream.close()
      }
      return count
    }, limitMs)
  },

  async gossip (addr, limitMs) {
    gossip ??= await startGossip(addr)
    const before = gossip.acknowledged
    const began = performance.now()
    while (performance.now() - began < limitMs) {
      while (gossip.underWay >= GOSSIP_UNDER_WAY) {
        await new Promise((resolve) => { gossip.wake = resolve })
      }
      gossip.underWay++
      const { recipients } = await gossip.pubsub.publish(TOPIC, numbered(++gossip.number, GOSSIP_BYTES))
      if (recipients.length === 0) {
        throw new Error(`message ${gossip.number} went to nobody`)
      }
    }
    return (gossip.acknowledged - before) * 1000 / (performance.now() - began)
  }
}

async function startGossip (addr) {
  const node = await client(0, true)
  const { pubsub } = node.services
  const run = { pubsub, acknowledged: 0, underWay: 0, number: 0, wake: () => {} }
  pubsub.addEventListener('message', ({ detail }) => {
    if (detail.topic === ACK_TOPIC) {
      run.acknowledged += GOSSIP_EACH
      run.underWay -= GOSSIP_EACH
      run.wake()
    }
  })
  pubsub.subscribe(ACK_TOPIC)
  await dial(node, addr)
  while (pubsub.getSubscribers(TOPIC).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
  await new Promise((resolve) => setTimeout(resolve, 1500)) // a heartbeat, for the mesh
  return run
}

async function benchConnect ({ addr, count }) {
  for (let i = 0; i < count; i++) {
    const node = await createBenchNode()
    clients.push(node)
    await dial(node, addr)
  }
  return {}
}

/** The resident memory after a collection, in KiB. */
async function benchMemory () {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc')
  for (let i = 0; i < 3; i++) {
    collect()
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return { kib: Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]) }
}

export const benchCommands = {
  benchServe,
  benchConnect,
  benchMemory,

  async bench ({ bench, addr, timeoutMs }) {
    if (!Object.hasOwn(runs, bench)) {
      throw new Error(`no benchmark ${bench}`)
    }
    return { value: await runs[bench](addr, timeoutMs) }
  }
}
