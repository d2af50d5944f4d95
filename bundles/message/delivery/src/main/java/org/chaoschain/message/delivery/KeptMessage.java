// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.delivery.core.Origin;

/**
 * A direct message as it is kept on the disk: expiry (8 bytes), target (32 bytes), then type's name
 * and the peer it came from (each 2 bytes of length and UTF-8; no peer means this node), then the
 * envelope.
 *
 * @param expiry when it is void, in milliseconds since 1970
 * @param target whom it is for
 * @param type the name of its type
 * @param peer who has brought it; empty for this node
 * @param wire the envelope
 */
record KeptMessage(long expiry, AgentId target, String type, String peer, Bytes wire) {
  /** Its key: what was kept earlier comes first. */
  static Bytes key(long number) {
    return Bytes.wrap(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
  }

  static long number(Bytes key) {
    return key.toByteBuffer().getLong();
  }

  /** By what it came. */
  Origin origin() {
    return peer.isEmpty() ? new Origin.Own() : new Origin.Direct(peer);
  }

  static String peer(Origin origin) {
    return origin instanceof Origin.Direct direct ? direct.from() : "";
  }

  Bytes encode() {
    byte[] typeName = type.getBytes(StandardCharsets.UTF_8);
    byte[] from = peer.getBytes(StandardCharsets.UTF_8);
    int head = Long.BYTES + AgentId.SIZE + 2 * Short.BYTES + typeName.length + from.length;
    ByteBuffer buffer = ByteBuffer.allocate(head + wire.size());
    buffer.putLong(expiry).put(target.key().toByteBuffer());
    buffer.putShort((short) typeName.length).put(typeName);
    buffer.putShort((short) from.length).put(from);
    buffer.put(wire.toByteBuffer());
    return Bytes.wrap(buffer.array());
  }

  /**
   * Reads it back.
   *
   * @throws IllegalArgumentException if it is not of this form
   */
  static KeptMessage decode(Bytes value) {
    try {
      ByteBuffer buffer = value.toByteBuffer();
      long expiry = buffer.getLong();
      AgentId target = new AgentId(take(buffer, AgentId.SIZE));
      String type = text(take(buffer, buffer.getShort()));
      String peer = text(take(buffer, buffer.getShort()));
      return new KeptMessage(expiry, target, type, peer, take(buffer, buffer.remaining()));
    } catch (RuntimeException e) {
      throw new IllegalArgumentException(
          "%d bytes are no message that was kept: %s".formatted(value.size(), e), e);
    }
  }

  private static Bytes take(ByteBuffer buffer, int size) {
    byte[] taken = new byte[size];
    buffer.get(taken);
    return Bytes.wrap(taken);
  }

  private static String text(Bytes utf8) {
    return new String(utf8.toArray(), StandardCharsets.UTF_8);
  }
}
