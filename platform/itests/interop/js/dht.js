// SPDX-License-Identifier: Apache-2.0
import { kadDHT, passthroughMapper } from '@libp2p/kad-dht'
import { peerIdFromString } from '@libp2p/peer-id'
import { CID } from 'multiformats/cid'
import * as raw from 'multiformats/codecs/raw'
import * as Digest from 'multiformats/hashes/digest'

const SEARCH_MS = 30_000

/** Serves the DHT under a protocol id, for loopback addresses as well. */
export function createDht (protocol) {
  return kadDHT({ protocol, clientMode: false, peerInfoMapper: passthroughMapper })
}

function contentKey (keyHex) {
  return CID.createV1(raw.code, Digest.decode(Buffer.from(keyHex, 'hex')))
}

function found ({ id, multiaddrs }) {
  return { peer: id.toString(), addrs: multiaddrs.map(String) }
}

/** The commands of the DHT; awaited waits for a condition. */
export function dhtCommands (node, awaited) {
  function dht () {
    if (node.services.dht == null) {
      throw new Error('started without --kad')
    }
    return node.services.dht
  }

  function options (timeoutMs = SEARCH_MS) {
    return { signal: AbortSignal.timeout(timeoutMs) }
  }

  async function toTheEnd (events) {
    let told = 0
    for await (const event of events) {
      if (event.name === 'PEER_RESPONSE') {
        told++
      }
    }
    return { told }
  }

  return {
    async dhtKnows ({ peer, timeoutMs = 10_000 }) {
      const table = dht().routingTable
      const id = peerIdFromString(peer)
      let inside
      await awaited(`${peer} in the routing table`, timeoutMs, () => {
        table.find(id).then((known) => { inside = known }, () => {})
        return inside == null ? undefined : true
      })
      return { size: table.size }
    },

    async findPeer ({ peer, timeoutMs }) {
      // not from the peer store: the network is to say it
      for await (const event of dht().findPeer(peerIdFromString(peer), { ...options(timeoutMs), useCache: false })) {
        if (event.name === 'FINAL_PEER') {
          return found(event.peer)
        }
      }
      throw new Error(`${peer} was not found`)
    },

    async provide ({ keyHex, timeoutMs }) {
      return toTheEnd(dht().provide(contentKey(keyHex), options(timeoutMs)))
    },

    async findProviders ({ keyHex, count = 1, timeoutMs }) {
      const providers = new Map()
      for await (const event of dht().findProviders(contentKey(keyHex), options(timeoutMs))) {
        if (event.name === 'PROVIDER') {
          event.providers.map(found).forEach((each) => providers.set(each.peer, each))
        }
        if (providers.size >= count) {
          break
        }
      }
      return { providers: [...providers.values()] }
    },

    async putValue ({ keyHex, dataHex, timeoutMs }) {
      return toTheEnd(dht().put(Buffer.from(keyHex, 'hex'), Buffer.from(dataHex, 'hex'), options(timeoutMs)))
    },

    async getValue ({ keyHex, timeoutMs }) {
      for await (const event of dht().get(Buffer.from(keyHex, 'hex'), options(timeoutMs))) {
        if (event.name === 'VALUE') {
          return { dataHex: Buffer.from(event.value).toString('hex') }
        }
      }
      throw new Error(`no value for ${keyHex}`)
    }
  }
}
