// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.nio.charset.StandardCharsets;
import org.chaoschain.api.bytes.Bytes;

/**
 * What a handshake is bound to: the connection that carries it. Each side takes it from its own end
 * of the connection, never from the other side, so that a handshake that somebody in between
 * forwards fails. Immutable.
 */
public sealed interface Binding {
  /** The largest origin, in bytes. */
  int MAX_ORIGIN_BYTES = 255;

  /** What is signed of it, and what {@link AuthMessage.Connect} claims. */
  Bytes encode();

  /** A libp2p connection secured by Noise. */
  record NoiseHash(Bytes hash) implements Binding {
    /** The kind on the wire. */
    static final byte KIND = 1;

    /** The size of the hash, in bytes. */
    public static final int SIZE = 32;

    /**
     * Checks the size.
     *
     * @param hash the hash of the finished Noise handshake, 32 bytes, the same at both ends
     * @throws IllegalArgumentException if it is not 32 bytes
     */
    public NoiseHash {
      if (hash.size() != SIZE) {
        throw new IllegalArgumentException(
            "the hash of a Noise handshake has 32 bytes, not " + hash.size());
      }
    }

    @Override
    public Bytes encode() {
      return Bytes.copyOf(KIND).concat(hash);
    }
  }

  /**
   * A connection to a gateway, which TLS or nothing secures: it has no secret of its own to name.
   */
  record Gateway(Bytes serverKey, String origin) implements Binding {
    /** The kind on the wire. */
    static final byte KIND = 2;

    /**
     * Checks sizes and characters.
     *
     * @param serverKey the node's Ed25519 key, 32 bytes: the client knows it beforehand, or from
     *     the gateway's first frame
     * @param origin where the client believes to be connected: scheme, host and, if it is not the
     *     scheme's own, port, in lower case and without a path: {@code https://node.example:8443}
     * @throws IllegalArgumentException if one is out of bounds, naming it
     */
    public Gateway {
      if (serverKey.size() != AuthMessage.KEY_BYTES) {
        throw new IllegalArgumentException(
            "the key of a gateway's node has 32 bytes, not " + serverKey.size());
      }
      if (origin.isEmpty() || origin.length() > MAX_ORIGIN_BYTES || !AuthText.visible(origin)) {
        throw new IllegalArgumentException(
            "an origin has 1 to 255 visible ASCII characters, such as https://node.example; found %s"
                .formatted(AuthText.quote(origin)));
      }
    }

    @Override
    public Bytes encode() {
      byte[] text = origin.getBytes(StandardCharsets.US_ASCII);
      return Bytes.copyOf(KIND)
          .concat(serverKey)
          .concat(Bytes.copyOf((byte) text.length))
          .concat(Bytes.wrap(text));
    }
  }
}
