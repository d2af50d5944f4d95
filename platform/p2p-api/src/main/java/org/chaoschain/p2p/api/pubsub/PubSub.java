// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.pubsub;

import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Publish and subscribe by topic. Messages carry no libp2p signature: what is published is a signed
 * envelope. Safe for use by many threads.
 */
@ProviderType
public interface PubSub {
  /**
   * Subscribes to a topic.
   *
   * @param topic 1 to 256 characters
   * @param subscriber asked for each message that was not seen before
   * @return ends the subscription
   * @throws IllegalStateException if this node subscribes to the topic already
   * @throws LimitExceededException if there are too many topics
   */
  Cancellable subscribe(String topic, TopicSubscriber subscriber) throws LimitExceededException;

  /**
   * Publishes to all peers that subscribe to the topic. Own subscribers do not see it.
   *
   * @return to how many peers it was queued
   * @throws LimitExceededException if the message is too large, or if no peer of the topic reads
   *     fast enough for one more; it can be published later then
   */
  int publish(String topic, Bytes data) throws LimitExceededException;

  /**
   * Whether what a peer sends is taken up; it is until somebody says otherwise. While it is not,
   * what the peer sends waits, within bounds beyond which the peer is not read; nothing is lost by
   * it. It outlasts the peer's connections.
   */
  void reading(PeerId peer, boolean wanted);

  /** The peers that subscribe to a topic, as far as it is known. */
  Set<PeerId> subscribers(String topic);
}
