// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Objects;
import org.chaoschain.api.bytes.Bytes;

/**
 * One message of a topic. Author, sequence number, signature and key are null where the sender left
 * them out, as it must under StrictNoSign. Immutable; routers of one process can share it, and with
 * it the hash that is computed once.
 */
public final class Message {
  private final String topic;
  private final Bytes data;
  private final Bytes from;
  private final Bytes seqno;
  private final Bytes signature;
  private final Bytes key;
  private MessageId contentId;

  /** A message that carries nothing but a topic and data. */
  public Message(String topic, Bytes data) {
    this(topic, data, null, null, null, null);
  }

  /**
   * A message with all its fields.
   *
   * @param topic its topic
   * @param data what is published
   * @param from the author's peer id in binary form, or null
   * @param seqno the author's sequence number, or null
   * @param signature the author's signature, or null
   * @param key the author's public key in protobuf form, or null
   */
  public Message(String topic, Bytes data, Bytes from, Bytes seqno, Bytes signature, Bytes key) {
    this.topic = Objects.requireNonNull(topic, "topic");
    this.data = Objects.requireNonNull(data, "data");
    this.from = from;
    this.seqno = seqno;
    this.signature = signature;
    this.key = key;
  }

  /** Its topic. */
  public String topic() {
    return topic;
  }

  /** What is published. */
  public Bytes data() {
    return data;
  }

  /** The author's peer id in binary form, or null. */
  public Bytes from() {
    return from;
  }

  /** The author's sequence number, or null. */
  public Bytes seqno() {
    return seqno;
  }

  /** The author's signature, or null. */
  public Bytes signature() {
    return signature;
  }

  /** The author's public key in protobuf form, or null. */
  public Bytes key() {
    return key;
  }

  /** Whether libp2p's author, sequence number, signature and key are all absent. */
  public boolean anonymous() {
    return from == null && seqno == null && signature == null && key == null;
  }

  /**
   * SHA-256 of the topic, a zero byte, and the data. By the data alone, whoever publishes it first
   * on another topic could suppress it on its own.
   */
  public MessageId contentId() {
    MessageId known = contentId;
    if (known == null) {
      known = hash();
      contentId = known;
    }
    return known;
  }

  private MessageId hash() {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(topic.getBytes(StandardCharsets.UTF_8));
      sha256.update((byte) 0);
      data.update(sha256);
      return MessageId.wrap(sha256.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Message m
        && topic.equals(m.topic)
        && data.equals(m.data)
        && Objects.equals(from, m.from)
        && Objects.equals(seqno, m.seqno)
        && Objects.equals(signature, m.signature)
        && Objects.equals(key, m.key);
  }

  @Override
  public int hashCode() {
    return 31 * topic.hashCode() + data.hashCode();
  }

  @Override
  public String toString() {
    return topic + ": " + data.size() + " bytes";
  }
}
