// SPDX-License-Identifier: Apache-2.0
import { generateKeyPair } from '@libp2p/crypto/keys'
import { identify, identifyPush } from '@libp2p/identify'
import { noise } from '@libp2p/noise'
import { ping } from '@libp2p/ping'
import { tcp } from '@libp2p/tcp'
import { yamux } from '@libp2p/yamux'
import { createLibp2p } from 'libp2p'
import { createDht } from './dht.js'
import { createPubSub } from './pubsub.js'

const KEY_TYPES = { ed25519: 'Ed25519', secp256k1: 'secp256k1', rsa: 'RSA' }

/**
 * Which connections agreed on the muxer inside the security handshake, by remote peer id.
 * The library does not tell, so the security layer's answer is recorded as it passes by.
 */
export const earlyMuxers = new Map()

function recordingNoise (earlyMuxer) {
  return (components) => {
    const layer = noise()(components)
    for (const side of ['secureInbound', 'secureOutbound']) {
      const secure = layer[side].bind(layer)
      layer[side] = async (connection, options) => {
        const secured = await secure(connection, earlyMuxer ? options : { ...options, skipStreamMuxerNegotiation: true })
        earlyMuxers.set(secured.remotePeer.toString(), secured.streamMuxer != null)
        return secured
      }
    }
    return layer
  }
}

export async function createNode ({ keyType, listen, earlyMuxer, signatures, kad }) {
  const type = KEY_TYPES[keyType]
  if (type == null) {
    throw new Error(`js-libp2p has no ${keyType} identity, only ${Object.keys(KEY_TYPES).join(', ')}`)
  }
  const privateKey = type === 'RSA' ? await generateKeyPair('RSA', 2048) : await generateKeyPair(type)
  return createLibp2p({
    privateKey,
    addresses: { listen: [listen] },
    transports: [tcp()],
    connectionEncrypters: [recordingNoise(earlyMuxer)],
    // a paused stream must be able to hold a whole receive window, which grows to 16 MiB
    streamMuxers: [yamux({ streamOptions: { maxReadBufferLength: 32 * 1024 * 1024 } })],
    connectionManager: { inboundConnectionThreshold: 1000 },
    connectionMonitor: { abortConnectionOnPingFailure: false },
    services: {
      identify: identify(),
      identifyPush: identifyPush(),
      ping: ping(),
      pubsub: createPubSub(signatures),
      ...(kad === '' ? {} : { dht: createDht(kad) })
    }
  })
}
