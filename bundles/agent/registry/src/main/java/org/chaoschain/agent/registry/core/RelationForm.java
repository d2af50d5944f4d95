// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import org.chaoschain.agent.registry.core.TrustBook.Figure;
import org.chaoschain.agent.registry.core.TrustBook.Pair;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Relations.State;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.store.Space;

/**
 * The form of the book in a store, version 1. A key is a kind ({@value #ALLIANCE} or {@value
 * #TRUST}), two agent ids of 32 bytes, and the alliance's id. An alliance is the number of its
 * state, three times in milliseconds since 1970, and the terms; a figure is a double and a time.
 */
public final class RelationForm {
  /** The kind of an alliance. */
  public static final byte ALLIANCE = 'a';

  /** The kind of a figure of trust. */
  public static final byte TRUST = 't';

  private static final int IDS = 1 + 2 * AgentId.SIZE;

  private RelationForm() {}

  /** The key of an alliance. */
  public static Bytes key(AllianceKey key) {
    return ids(ALLIANCE, key.proposer(), key.partner())
        .concat(Bytes.wrap(key.id().getBytes(StandardCharsets.UTF_8)));
  }

  /** The key of a figure. */
  public static Bytes key(Pair pair) {
    return ids(TRUST, pair.of(), pair.in());
  }

  private static Bytes ids(byte kind, AgentId first, AgentId second) {
    return Bytes.copyOf(kind).concat(first.key()).concat(second.key());
  }

  /** The value of an alliance. */
  public static Bytes value(Entry entry) {
    byte[] terms = entry.terms().getBytes(StandardCharsets.UTF_8);
    ByteBuffer buffer = ByteBuffer.allocate(1 + 3 * Long.BYTES + terms.length);
    buffer.put(number(entry.state())).putLong(entry.since().toEpochMilli());
    buffer.putLong(nanosFreeMillis(entry.proposerSaid()));
    buffer.putLong(nanosFreeMillis(entry.partnerSaid())).put(terms);
    return Bytes.wrap(buffer.array());
  }

  /** Rounded up, so that what was seen is not younger than what is kept. */
  private static long nanosFreeMillis(Instant time) {
    long millis = time.toEpochMilli();
    return Instant.ofEpochMilli(millis).equals(time) ? millis : millis + 1;
  }

  /** The value of a figure. */
  public static Bytes value(Figure figure) {
    return Bytes.wrap(
        ByteBuffer.allocate(Double.BYTES + Long.BYTES)
            .putDouble(figure.value())
            .putLong(figure.at().toEpochMilli())
            .array());
  }

  /** When an entry changed last, in milliseconds since 1970; 0 if it is not of this form. */
  public static long since(Space.Entry entry) {
    int at = !entry.key().isEmpty() && entry.key().get(0) == TRUST ? Double.BYTES : 1;
    ByteBuffer buffer = entry.value().toByteBuffer();
    return buffer.remaining() < at + Long.BYTES ? 0 : buffer.getLong(buffer.position() + at);
  }

  /**
   * Takes an entry up into a book.
   *
   * @throws IllegalArgumentException if it is not of this form
   */
  public static void restore(Bytes key, Bytes value, RelationBook book) {
    if (key.size() < IDS) {
      throw new IllegalArgumentException("a key of %d bytes".formatted(key.size()));
    }
    AgentId first = new AgentId(key.slice(1, 1 + AgentId.SIZE));
    AgentId second = new AgentId(key.slice(1 + AgentId.SIZE, IDS));
    ByteBuffer buffer = value.toByteBuffer();
    if (key.get(0) == TRUST && value.size() == Double.BYTES + Long.BYTES) {
      double figure = buffer.getDouble();
      if (!(Math.abs(figure) <= 100)) {
        throw new IllegalArgumentException("a trust of " + figure);
      }
      book.restore(
          new Pair(first, second), new Figure(figure, Instant.ofEpochMilli(buffer.getLong())));
    } else if (key.get(0) == ALLIANCE && value.size() >= 1 + 3 * Long.BYTES) {
      State state = state(buffer.get());
      Instant since = Instant.ofEpochMilli(buffer.getLong());
      Instant proposerSaid = Instant.ofEpochMilli(buffer.getLong());
      Instant partnerSaid = Instant.ofEpochMilli(buffer.getLong());
      String terms = StandardCharsets.UTF_8.decode(buffer).toString();
      String id = new String(key.slice(IDS, key.size()).toArray(), StandardCharsets.UTF_8);
      book.restore(
          new AllianceKey(first, second, id),
          new Entry(state, terms, since, proposerSaid, partnerSaid));
    } else {
      throw new IllegalArgumentException(
          "a key of kind %d with a value of %d bytes".formatted(key.get(0), value.size()));
    }
  }

  private static byte number(State state) {
    return switch (state) {
      case PROPOSED -> 0;
      case ACTIVE -> 1;
      case REJECTED -> 2;
      case DISSOLVED -> 3;
    };
  }

  private static State state(byte number) {
    return Arrays.stream(State.values())
        .filter(state -> number(state) == number)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("a state of " + number));
  }
}
