// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.pubsub;

import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ConsumerType;

/** Judges, and takes, the messages of a topic. */
@ConsumerType
public interface TopicSubscriber {
  /**
   * A message came that was not seen before. Called on no fixed thread; must not block.
   *
   * @param data the message, whole
   * @param from the peer that has forwarded it, not its author
   * @return whether it is good; only then it is forwarded
   */
  CompletionStage<Verdict> onMessage(Bytes data, PeerId from);

  /** What is to become of a message. */
  enum Verdict {
    /** Good: forward it. */
    ACCEPT,
    /** Not for forwarding, but nobody's fault. */
    IGNORE,
    /** Bad: whoever sent it should not have. */
    REJECT,
    /**
     * Not judged, since the peer that has forwarded this copy forwards too much. It counts as not
     * seen: it is not forwarded, nobody's score changes, and the next copy is asked about anew,
     * also one that another peer has sent meanwhile.
     */
    THROTTLE
  }
}
