// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto'

const CHUNK = 64 * 1024

/** Pseudo-random bytes of a 32-bit xorshift generator, four bytes little-endian a step. */
export class Noise32 {
  #state

  constructor (seed) {
    this.#state = (seed >>> 0) === 0 ? 0x9e3779b9 : seed >>> 0
  }

  next (length) {
    const words = new Uint32Array(Math.ceil(length / 4))
    let x = this.#state
    for (let i = 0; i < words.length; i++) {
      x ^= x << 13
      x ^= x >>> 17
      x ^= x << 5
      words[i] = x >>> 0
    }
    this.#state = x >>> 0
    return new Uint8Array(words.buffer, 0, length)
  }
}

/**
 * Gives each piece of what arrives to the taker until the remote closes its half.
 * Events instead of the stream's iterator: that one never ends when the remote closed its half before the first look.
 */
export function readEach (stream, take) {
  return new Promise((resolve, reject) => {
    const onMessage = (event) => {
      try {
        take(event.data)
        finishIfRead()
      } catch (err) {
        finish(err)
      }
    }
    const onEnd = () => finish()
    const onClose = (event) => finish(event.error)
    const finishIfRead = () => {
      // what the protocol negotiation read ahead is put back after the end was announced
      if (stream.readableEnded && stream.readBufferLength === 0) {
        finish()
      }
    }
    const finish = (err) => {
      stream.removeEventListener('message', onMessage)
      stream.removeEventListener('end', onEnd)
      stream.removeEventListener('close', onClose)
      err == null ? resolve() : reject(err)
    }
    stream.addEventListener('end', onEnd)
    stream.addEventListener('close', onClose)
    stream.addEventListener('message', onMessage)
    finishIfRead()
  })
}

/** Sends everything that arrives back, then closes its own half; takes no more in while the remote does not read. */
export async function serveEcho (stream) {
  try {
    await readEach(stream, (data) => {
      if (!stream.send(data) && stream.readStatus === 'readable') {
        stream.pause()
        stream.onDrain().then(() => {
          if (stream.readStatus === 'paused') {
            stream.resume()
          }
        }, (err) => stream.abort(err))
      }
    })
    await stream.close()
  } catch (err) {
    stream.abort(err)
  }
}

/** Writes while it reads back, closes its half, waits for the other, and compares the two digests. */
export async function runEcho (stream, bytes, seed, signal) {
  const abort = () => stream.abort(signal.reason)
  signal.addEventListener('abort', abort)
  try {
    const [sent, received] = await Promise.all([
      writeAll(stream, bytes, seed, signal),
      readAll(stream)
    ])
    if (received.bytes !== bytes) {
      throw new Error(`echo returned ${received.bytes} bytes of ${bytes}`)
    }
    if (sent !== received.digest) {
      throw new Error(`echo of ${bytes} bytes differs: sent sha256 ${sent}, received ${received.digest}`)
    }
    return { bytes, sentSha256: sent, receivedSha256: received.digest }
  } catch (err) {
    stream.abort(err)
    throw err
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

async function writeAll (stream, bytes, seed, signal) {
  const hash = createHash('sha256')
  const random = new Noise32(seed)
  for (let left = bytes; left > 0;) {
    const chunk = random.next(Math.min(CHUNK, left))
    hash.update(chunk)
    left -= chunk.length
    if (!stream.send(chunk)) {
      await stream.onDrain({ signal })
    }
  }
  await stream.close({ signal })
  return hash.digest('hex')
}

async function readAll (stream) {
  const hash = createHash('sha256')
  let bytes = 0
  await readEach(stream, (data) => {
    const flat = data.subarray()
    hash.update(flat)
    bytes += flat.length
  })
  return { bytes, digest: hash.digest('hex') }
}
