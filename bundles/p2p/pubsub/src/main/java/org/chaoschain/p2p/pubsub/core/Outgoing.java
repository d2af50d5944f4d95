// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import java.util.Objects;
import org.chaoschain.api.message.Priority;

/** An RPC that is to be sent to a peer, in its wire form. Immutable. */
public final class Outgoing {
  private final byte[] rpc;
  private final Keep keep;
  private final Object what;
  private final String topic;
  private final Priority priority;

  /**
   * Takes an RPC over.
   *
   * @param rpc its bytes, not copied; they must not change any more
   * @param keep what becomes of it when the queue is full
   * @param what the same as its protocol knows it, for whoever takes it out or gets it back; can be
   *     null
   */
  public Outgoing(byte[] rpc, Keep keep, Object what) {
    this(rpc, keep, what, "", Priority.LOW);
  }

  /**
   * As above, for an RPC of messages.
   *
   * @param topic theirs; the topics of a class take turns
   * @param priority the class of the topic: when more waits than goes out, what matters more goes
   *     first, and what matters less leaves first
   */
  public Outgoing(byte[] rpc, Keep keep, Object what, String topic, Priority priority) {
    this.rpc = Objects.requireNonNull(rpc, "rpc");
    this.keep = Objects.requireNonNull(keep, "keep");
    this.what = what;
    this.topic = Objects.requireNonNull(topic, "topic");
    this.priority = Objects.requireNonNull(priority, "priority");
  }

  String topic() {
    return topic;
  }

  Priority priority() {
    return priority;
  }

  byte[] rpc() {
    return rpc;
  }

  int size() {
    return rpc.length;
  }

  /** What becomes of it when the queue is full. */
  public Keep keep() {
    return keep;
  }

  /** The same as its protocol knows it, or null. */
  public Object what() {
    return what;
  }

  /** What leaves first when a queue is full: the later in this order, the earlier. */
  public enum Keep {
    /** Never left out. */
    ALWAYS("state"),
    /** What others rely on to get. */
    FIRST("payload"),
    /** What was asked for, and can be asked for again. */
    SECOND("answer"),
    /** What is made up for by itself. */
    LAST("gossip");

    private final String label;

    Keep(String label) {
      this.label = label;
    }

    /** Its name in metrics. */
    public String label() {
      return label;
    }
  }
}
