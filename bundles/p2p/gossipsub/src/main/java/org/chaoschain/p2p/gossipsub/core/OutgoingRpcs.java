// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.List;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;
import org.chaoschain.p2p.pubsub.core.Outgoing;
import org.chaoschain.p2p.pubsub.core.Outgoing.Keep;

/**
 * Makes of the RPCs that the router sends what waits in the queues to peers: encoded, with the
 * class of the topic and what must be kept longest. Used by one thread at a time.
 */
final class OutgoingRpcs {
  private final RpcCodec codec;
  private final TopicClasses classes;

  /** The last RPC that was encoded: the same often goes to many peers. */
  private Rpc last;

  private byte[] lastEncoded;

  OutgoingRpcs(RpcCodec codec, TopicClasses classes) {
    this.codec = codec;
    this.classes = classes;
  }

  Outgoing of(Action.Send send) {
    @SuppressWarnings("ReferenceEquality") // the router hands the very same object to many peers
    boolean same = send.rpc() == last;
    if (!same) {
      lastEncoded = codec.encode(send.rpc());
      last = send.rpc();
    }
    Keep keep = keep(send.lane());
    List<Message> messages = send.rpc().messages();
    if (messages.isEmpty()) {
      return new Outgoing(lastEncoded, keep, send.rpc());
    }
    String topic = messages.get(0).topic();
    return new Outgoing(lastEncoded, keep, send.rpc(), topic, classes.of(topic));
  }

  private static Keep keep(Lane lane) {
    return switch (lane) {
      case STATE -> Keep.ALWAYS;
      case PAYLOAD -> Keep.FIRST;
      case ANSWER -> Keep.SECOND;
      case GOSSIP -> Keep.LAST;
    };
  }
}
