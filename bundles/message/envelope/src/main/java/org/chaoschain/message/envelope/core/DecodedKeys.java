// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.chaoschain.api.bytes.Bytes;

/**
 * Public keys that have been checked and decoded. To decode one takes a square root, about a
 * seventh of a verification, and most messages come from few senders.
 *
 * <p>Each key has one place, by its hash; another key of the same place takes it over. So the size
 * is fixed, and whoever makes keys for the place of another's makes a verification no dearer than
 * without the table. Keys are public: how long a look-up takes tells nothing. Safe for use by many
 * threads, without locks.
 */
final class DecodedKeys {
  private final AtomicReferenceArray<Decoded> places;

  private record Decoded(Bytes key, Ed25519.PublicPoint point) {}

  /**
   * An empty table.
   *
   * @param size the number of places, a power of two
   */
  DecodedKeys(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("the number of places is a power of two, not " + size);
    }
    this.places = new AtomicReferenceArray<>(size);
  }

  /**
   * The point of a public key.
   *
   * @return null if the key does not meet the criteria: it has the wrong size, is no canonical
   *     encoding of a point of the curve, or one of small order
   */
  Ed25519.PublicPoint point(byte[] publicKey) {
    if (publicKey.length != Ed25519.PUBLIC_KEY_SIZE) {
      return null;
    }
    Bytes key = Bytes.wrap(publicKey);
    int hash = key.hashCode();
    int place = (hash ^ hash >>> 16) & places.length() - 1;
    Decoded known = places.get(place);
    if (known != null && known.key.equals(key)) {
      return known.point;
    }
    Ed25519.PublicPoint point = Ed25519.validatePublicKeyPartialExport(publicKey, 0);
    if (point != null) {
      places.set(place, new Decoded(Bytes.copyOf(publicKey), point));
    }
    return point;
  }
}
