// SPDX-License-Identifier: Apache-2.0
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { peerIdFromString } from '@libp2p/peer-id'
import { PeerRecord, RecordEnvelope } from '@libp2p/peer-record'
import { multiaddr } from '@multiformats/multiaddr'
import { dhtCommands } from './dht.js'
import { benchCommands, runPerf, servePerf } from './bench.js'
import { runEcho, serveEcho } from './echo.js'
import { createNode, earlyMuxers } from './node.js'
import { Heard } from './pubsub.js'

const MAX_STREAMS = 1000
const MAX_QUEUED_MESSAGES = 1000
const AWAIT_MS = 10_000
const TRANSFER_MS = 120_000

const { values: options } = parseArgs({
  options: {
    'key-type': { type: 'string', default: 'ed25519' },
    listen: { type: 'string', default: '/ip4/127.0.0.1/tcp/0' },
    'early-muxer': { type: 'string', default: 'true' },
    signatures: { type: 'string', default: 'StrictNoSign' },
    kad: { type: 'string', default: '' },
    'max-lifetime-s': { type: 'string', default: '300' }
  }
})

function say (object) {
  process.stdout.write(JSON.stringify(object) + '\n')
}

function fail (message) {
  say({ event: 'error', error: message })
  process.exit(2)
}

function requireLoopback (address) {
  if (!/^\/(ip4\/127\.\d+\.\d+\.\d+|ip6\/::1)\//.test(address)) {
    throw new Error(`only loopback addresses are allowed, not ${address}`)
  }
  return address
}

// ---- state that events feed and commands wait for

const identified = new Map() // peer id -> what identify and identify/push said, newest last
const messages = new Map() // topic -> data, oldest first
const heard = new Map() // topic -> what came on it
const waiters = new Set()

function changed () {
  for (const check of [...waiters]) {
    check()
  }
}

/** Resolves with the first value of look() that is not undefined; looks after every event and, for state without events, at intervals. */
function awaited (what, timeoutMs, look) {
  return new Promise((resolve, reject) => {
    const finish = (settle, value) => {
      waiters.delete(check)
      clearTimeout(deadline)
      clearInterval(poll)
      settle(value)
    }
    const check = () => {
      try {
        const value = look()
        if (value !== undefined) {
          finish(resolve, value)
        }
      } catch (err) {
        finish(reject, err)
      }
    }
    const deadline = setTimeout(() => finish(reject, new Error(`${what}: not within ${timeoutMs} ms`)), timeoutMs)
    const poll = setInterval(check, 20)
    waiters.add(check)
    check()
  })
}

let node
try {
  requireLoopback(options.listen)
  node = await createNode({
    keyType: options['key-type'],
    listen: options.listen,
    earlyMuxer: options['early-muxer'] !== 'false',
    signatures: options.signatures,
    kad: options.kad
  })
} catch (err) {
  fail(err.message)
}

node.addEventListener('peer:identify', ({ detail }) => {
  const id = detail.peerId.toString()
  const before = identified.get(id) ?? { received: 0 }
  identified.set(id, {
    received: before.received + 1,
    protocols: detail.protocols,
    listenAddrs: detail.listenAddrs.map(String),
    agentVersion: detail.agentVersion ?? before.agentVersion,
    protocolVersion: detail.protocolVersion ?? before.protocolVersion,
    observedAddr: detail.observedAddr?.toString() ?? before.observedAddr
  })
  changed()
})

node.services.pubsub.addEventListener('message', ({ detail }) => {
  const queue = messages.get(detail.topic) ?? []
  if (queue.length < MAX_QUEUED_MESSAGES) {
    queue.push({ data: Buffer.from(detail.data), signed: detail.type === 'signed' })
  }
  messages.set(detail.topic, queue)
  if (!heard.has(detail.topic)) {
    heard.set(detail.topic, new Heard())
  }
  heard.get(detail.topic).take(detail)
  changed()
})

for (const event of ['connection:open', 'connection:close', 'peer:update']) {
  node.addEventListener(event, changed)
}
node.services.pubsub.addEventListener('subscription-change', changed)

// ---- commands

function connectionsOf (peer) {
  return node.getConnections(peerIdFromString(peer)).filter((connection) => connection.status === 'open')
}

function describe (connection) {
  return {
    direction: connection.direction,
    remoteAddr: connection.remoteAddr.toString(),
    muxer: connection.multiplexer,
    security: connection.encryption,
    earlyMuxer: earlyMuxers.get(connection.remotePeer.toString())
  }
}

function awaitConnection (peer, timeoutMs = AWAIT_MS) {
  return awaited(`connection with ${peer}`, timeoutMs, () => connectionsOf(peer)[0])
}

async function signedRecord (peerId, envelopeBytes) {
  if (envelopeBytes == null) {
    return { present: false, verified: false }
  }
  const envelope = await RecordEnvelope.openAndCertify(envelopeBytes, PeerRecord.DOMAIN)
  const record = PeerRecord.createFromProtobuf(envelope.payload)
  const signer = envelope.publicKey.toCID()
  return {
    present: true,
    verified: record.peerId.equals(peerId) && signer.equals(peerId.toCID()),
    seq: record.seqNumber.toString(),
    addrs: record.multiaddrs.map(String)
  }
}

async function openEcho (peer, protocol) {
  const connection = await awaitConnection(peer)
  return connection.newStream(protocol, { signal: AbortSignal.timeout(60_000), maxOutboundStreams: MAX_STREAMS })
}

async function handle ({ protocol }) {
  await node.handle(protocol, serveEcho, { maxInboundStreams: MAX_STREAMS, maxOutboundStreams: MAX_STREAMS })
  return {}
}

const commands = {
  async dial ({ addr }) {
    requireLoopback(addr)
    if (!addr.includes('/p2p/')) {
      throw new Error(`the address to dial needs /p2p/ and the peer id: ${addr}`)
    }
    const connection = await node.dial(multiaddr(addr), { signal: AbortSignal.timeout(30_000) })
    return { peer: connection.remotePeer.toString(), ...describe(connection) }
  },

  async disconnect ({ peer }) {
    await node.hangUp(peerIdFromString(peer))
    return {}
  },

  async connections ({ peer, present = true, timeoutMs = AWAIT_MS }) {
    const found = await awaited(`connections with ${peer} present: ${present}`, timeoutMs, () => {
      const list = connectionsOf(peer)
      return (list.length > 0) === present ? list : undefined
    })
    return { connections: found.map(describe) }
  },

  async identify ({ peer, timeoutMs = AWAIT_MS }) {
    const known = await awaited(`identify of ${peer}`, timeoutMs, () => identified.get(peer))
    const peerId = peerIdFromString(peer)
    const stored = await node.peerStore.get(peerId)
    const key = connectionsOf(peer)[0]?.remotePeer.publicKey ?? stored.id.publicKey
    return {
      ...known,
      publicKeyType: key?.type?.toLowerCase(),
      signedRecord: await signedRecord(peerId, stored.peerRecordEnvelope),
      storedProtocols: stored.protocols,
      storedAddrs: stored.addresses.map(({ multiaddr, isCertified }) => ({ addr: multiaddr.toString(), certified: isCertified }))
    }
  },

  async ping ({ peer, count = 1 }) {
    const rttMs = []
    for (let i = 0; i < count; i++) {
      rttMs.push(await node.services.ping.ping(peerIdFromString(peer), { signal: AbortSignal.timeout(AWAIT_MS) }))
    }
    return { count, rttMs }
  },

  async subscribe ({ topic }) {
    node.services.pubsub.subscribe(topic)
    return {}
  },

  async unsubscribe ({ topic }) {
    node.services.pubsub.unsubscribe(topic)
    return {}
  },

  async awaitSubscriber ({ peer, topic, present = true, timeoutMs = AWAIT_MS }) {
    await awaited(`subscription of ${peer} to ${topic} present: ${present}`, timeoutMs, () => {
      const known = node.services.pubsub.getSubscribers(topic).some((id) => id.toString() === peer)
      return known === present ? true : undefined
    })
    const stream = connectionsOf(peer).flatMap((c) => c.streams).find((s) => /\/(floodsub|meshsub)\//.test(s.protocol))
    return { protocol: stream?.protocol }
  },

  async publish ({ topic, dataHex }) {
    const { recipients } = await node.services.pubsub.publish(topic, Buffer.from(dataHex, 'hex'))
    return { recipients: recipients.length }
  },

  async awaitMessage ({ topic, timeoutMs = AWAIT_MS, expectHex }) {
    const message = await awaited(`message on ${topic}`, timeoutMs, () => messages.get(topic)?.shift())
    const dataHex = message.data.toString('hex')
    if (expectHex != null && expectHex !== dataHex) {
      throw new Error(`message on ${topic} is ${dataHex}, expected ${expectHex}`)
    }
    return { dataHex, signed: message.signed }
  },

  async received ({ topic, count = 0, timeoutMs = AWAIT_MS }) {
    const come = () => heard.get(topic) ?? new Heard()
    try {
      await awaited(`${count} messages on ${topic}`, timeoutMs, () => come().distinct >= count ? true : undefined)
    } catch (err) {
      throw new Error(`${err.message}; only ${come().distinct} came`)
    }
    return come().report()
  },

  async pubsubPeers () {
    const streams = node.getConnections().flatMap((connection) => connection.streams
      .filter((s) => /^\/(floodsub|meshsub)\//.test(s.protocol))
      .map((s) => ({ peer: connection.remotePeer.toString(), protocol: s.protocol, direction: s.direction })))
    return { streams }
  },

  async echo ({ peer, protocol, bytes, seed = 1, timeoutMs = TRANSFER_MS }) {
    const stream = await openEcho(peer, protocol)
    const started = performance.now()
    const result = await runEcho(stream, bytes, seed, AbortSignal.timeout(timeoutMs))
    return { ...result, elapsedMs: Math.round(performance.now() - started) }
  },

  async streams ({ peer, protocol, count, bytes, seed = 1, timeoutMs = TRANSFER_MS }) {
    const signal = AbortSignal.timeout(timeoutMs)
    const open = await Promise.all(Array.from({ length: count }, () => openEcho(peer, protocol)))
    const concurrent = connectionsOf(peer).flatMap((c) => c.streams)
      .filter((s) => s.protocol === protocol && s.direction === 'outbound' && s.status === 'open').length
    if (concurrent < count) {
      open.forEach((stream) => stream.abort(new Error('not all streams stayed open')))
      throw new Error(`${concurrent} of ${count} streams were open at once`)
    }
    await Promise.all(open.map((stream, i) => runEcho(stream, bytes, seed + i, signal)))
    return { count, concurrent, bytes }
  },

  async servePerf () {
    await node.handle('/perf/1.0.0', servePerf, { maxInboundStreams: MAX_STREAMS })
    return {}
  },

  async perf ({ peer, bytes }) {
    const connection = await awaitConnection(peer)
    const stream = await connection.newStream('/perf/1.0.0', { signal: AbortSignal.timeout(AWAIT_MS) })
    return { uploaded: bytes, downloaded: bytes, seconds: await runPerf(stream, bytes, bytes) }
  },

  ...benchCommands,

  serveEcho: handle,
  handleProtocol: handle,

  async unhandleProtocol ({ protocol }) {
    await node.unhandle(protocol)
    return {}
  },

  async awaitProtocol ({ peer, protocol, present = true, timeoutMs = AWAIT_MS }) {
    const known = await awaited(`protocol ${protocol} of ${peer} present: ${present}`, timeoutMs, () => {
      const latest = identified.get(peer)
      return latest != null && latest.protocols.includes(protocol) === present ? latest : undefined
    })
    return { protocols: known.protocols, received: known.received }
  },

  ...dhtCommands(node, awaited)
}

async function answer (line) {
  let request
  try {
    request = JSON.parse(line)
    const command = Object.hasOwn(commands, request.cmd) ? commands[request.cmd] : undefined
    if (command == null) {
      throw new Error(`no command ${request.cmd}`)
    }
    say({ id: request.id, ok: true, ...await command(request) })
  } catch (err) {
    say({ id: request?.id ?? null, ok: false, error: `${err.name}: ${err.message}` })
  }
}

// ---- life

let stopping = false
async function exit (code) {
  if (stopping) {
    return
  }
  stopping = true
  setTimeout(() => process.exit(code), 2000).unref()
  await node.stop().catch(() => {})
  process.exit(code)
}

setTimeout(() => {
  process.stderr.write('maximum lifetime reached\n')
  exit(3)
}, Number(options['max-lifetime-s']) * 1000).unref()
process.on('SIGTERM', () => exit(0))
process.on('unhandledRejection', (err) => process.stderr.write(`unhandled: ${err?.stack ?? err}\n`))

const lines = createInterface({ input: process.stdin })
lines.on('line', (line) => {
  if (line.trim() === '') {
    return
  }
  let request
  try {
    request = JSON.parse(line)
  } catch {
    // answered as an error below
  }
  if (request?.cmd === 'exit') {
    say({ id: request.id, ok: true })
    exit(0)
  } else {
    answer(line)
  }
})
lines.on('close', () => exit(0))

const require = createRequire(import.meta.url)
const versions = require('./package.json').dependencies
say({
  event: 'ready',
  library: 'js-libp2p',
  version: versions.libp2p,
  versions: Object.fromEntries(['libp2p', '@libp2p/gossipsub', '@libp2p/kad-dht'].map((name) => [name, versions[name]])),
  keyType: options['key-type'],
  peerId: node.peerId.toString(),
  addrs: node.getMultiaddrs().map(String)
})
