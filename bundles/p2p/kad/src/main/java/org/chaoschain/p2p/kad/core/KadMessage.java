// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/**
 * A request or a response. Immutable, and no wire form: a simulation hands it over as it is, {@link
 * KadCodec} makes bytes of it.
 *
 * @param type what is asked or answered
 * @param key the raw key: of a record, a multihash of something provided, or a peer id
 * @param record of PUT_VALUE, and of the response to GET_VALUE
 * @param closer peers closer to the key
 * @param providers who provides what has the key
 */
public record KadMessage(
    Type type,
    Bytes key,
    Optional<KadRecord> record,
    List<KadPeer> closer,
    List<KadPeer> providers) {
  /** What is asked. */
  public enum Type {
    /** Keep a value. */
    PUT_VALUE(0),
    /** The value of a key. */
    GET_VALUE(1),
    /** Keep the sender as a provider; has no response. */
    ADD_PROVIDER(2),
    /** The providers of a key. */
    GET_PROVIDERS(3),
    /** The peers closest to a key. */
    FIND_NODE(4),
    /** Nothing but an answer; answered, never sent. */
    PING(5);

    private final int number;

    Type(int number) {
      this.number = number;
    }

    /** The number on the wire. */
    public int number() {
      return number;
    }

    /** What a number means, if it is known. */
    public static Optional<Type> of(int number) {
      return Arrays.stream(values()).filter(type -> type.number == number).findFirst();
    }
  }

  /** Keeps immutable copies. */
  public KadMessage {
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(key, "key");
    Objects.requireNonNull(record, "record");
    closer = List.copyOf(closer);
    providers = List.copyOf(providers);
  }

  /** A message with a key alone. */
  public static KadMessage of(Type type, Bytes key) {
    return new KadMessage(type, key, Optional.empty(), List.of(), List.of());
  }

  /** Asks for the peers closest to a key. */
  public static KadMessage findNode(Bytes key) {
    return of(Type.FIND_NODE, key);
  }

  /** Asks for a value. */
  public static KadMessage getValue(Bytes key) {
    return of(Type.GET_VALUE, key);
  }

  /** Asks to keep a value. */
  public static KadMessage putValue(KadRecord record) {
    return new KadMessage(Type.PUT_VALUE, record.key(), Optional.of(record), List.of(), List.of());
  }

  /** Asks for providers. */
  public static KadMessage getProviders(Bytes key) {
    return of(Type.GET_PROVIDERS, key);
  }

  /** Tells that the sender provides something. */
  public static KadMessage addProvider(Bytes key, KadPeer self) {
    return new KadMessage(Type.ADD_PROVIDER, key, Optional.empty(), List.of(), List.of(self));
  }
}
