// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'
import { gossipsub, StrictNoSign, StrictSign } from '@libp2p/gossipsub'

/** What a message without author is known by: SHA-256 over topic, a zero byte and data. */
function contentId (message) {
  return createHash('sha256').update(message.topic).update(Buffer.of(0)).update(message.data).digest()
}

/**
 * The signature policies. StrictNoSign: neither author nor sequence number, signature or key.
 * StrictSign: all messages are signed, and known by author and sequence number, the library's default.
 */
const POLICIES = {
  StrictNoSign: { globalSignaturePolicy: StrictNoSign, msgIdFn: contentId },
  StrictSign: { globalSignaturePolicy: StrictSign }
}

/** The floodsub package drops every message without an author, even under StrictNoSign, so it is gossipsub with its fallback. */
export function createPubSub (policy) {
  if (!Object.hasOwn(POLICIES, policy)) {
    throw new Error(`no signature policy ${policy}, only ${Object.keys(POLICIES).join(' and ')}`)
  }
  return gossipsub({ fallbackToFloodsub: true, emitSelf: false, ...POLICIES[policy] })
}

/** What came on a topic from others since the subscription, each message once for each time it was delivered. */
export class Heard {
  #deliveries = 0
  #signed = 0
  #distinct = new Map() // by data in hexadecimal

  take (message) {
    this.#deliveries++
    if (message.type === 'signed') {
      this.#signed++
    }
    const data = Buffer.from(message.data)
    this.#distinct.set(data.toString('hex'), data)
  }

  get distinct () {
    return this.#distinct.size
  }

  /** The digest is over the distinct data in the order of their bytes, a length of four bytes before each. */
  report () {
    const hash = createHash('sha256')
    for (const data of [...this.#distinct.values()].sort(Buffer.compare)) {
      const length = Buffer.alloc(4)
      length.writeUInt32BE(data.length)
      hash.update(length).update(data)
    }
    return { deliveries: this.#deliveries, distinct: this.distinct, signed: this.#signed, sha256: hash.digest('hex') }
  }
}
