// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import com.google.protobuf.ByteString;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.chaoschain.proto.v1.SignedDelegation;

/**
 * Delegations whose signature has been verified. An agent gives one to its node for hours, and it
 * is in each of its messages; whether its bytes are signed by the agent that they name never
 * changes.
 *
 * <p>Each delegation has one place, by its signature's hash; another one of the same place takes it
 * over. So the size is fixed, and whoever makes delegations for the place of another's makes a
 * verification no dearer than without the table. Only what has verified gets a place. Safe for use
 * by many threads, without locks.
 */
final class SignedDelegations {
  private final AtomicReferenceArray<Known> places;

  private record Known(ByteString payload, ByteString signature) {}

  /**
   * An empty table.
   *
   * @param size the number of places, a power of two
   */
  SignedDelegations(int size) {
    if (Integer.bitCount(size) != 1) {
      throw new IllegalArgumentException("the number of places is a power of two, not " + size);
    }
    this.places = new AtomicReferenceArray<>(size);
  }

  /**
   * Whether an agent has signed a delegation.
   *
   * @param agent the key that the delegation names as its agent's
   */
  boolean signed(ByteString agent, SignedDelegation delegation) {
    Known asked = new Known(delegation.getPayload(), delegation.getSignature());
    int hash = asked.signature.hashCode();
    int place = (hash ^ hash >>> 16) & places.length() - 1;
    if (asked.equals(places.get(place))) {
      return true;
    }
    boolean verified =
        Ed25519Criteria.verify(
            agent.toByteArray(),
            Domain.DELEGATION,
            asked.payload.toByteArray(),
            asked.signature.toByteArray());
    if (verified) {
      places.set(place, asked);
    }
    return verified;
  }
}
