// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/** Which of libp2p's author, sequence number and signature a message carries. */
public interface SignaturePolicy {
  /**
   * None of them, as ChaosChain's envelopes are signed by their agents: StrictNoSign of the
   * specification. Messages are known by {@link Message#contentId}.
   */
  SignaturePolicy STRICT_NO_SIGN =
      new SignaturePolicy() {
        @Override
        public Message make(String topic, Bytes data) {
          return new Message(topic, data);
        }

        @Override
        public Optional<String> refuse(Message message) {
          return message.anonymous()
              ? Optional.empty()
              : Optional.of(
                  "it carries libp2p's author, sequence number, signature or key; here messages carry none (StrictNoSign)");
        }

        @Override
        public MessageId id(Message message) {
          return message.contentId();
        }
      };

  /** Makes the message that this node publishes. */
  Message make(String topic, Bytes data);

  /** What is wrong with a message of another, if anything is. */
  Optional<String> refuse(Message message);

  /** What a message is known by; asked before {@link #refuse}, so it may be of any shape. */
  MessageId id(Message message);
}
