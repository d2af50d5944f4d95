// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import java.time.Instant;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * A session as the agent sees it. Safe for use by many threads.
 *
 * @param id its id, 16 bytes
 * @param expiresAt when it ends at the latest, by the node's clock
 * @param stream the stream that it lasts as long as
 * @param ended completes when it is over, with what the node has said or what became of the stream;
 *     never fails
 */
public record ClientSession(
    Bytes id, Instant expiresAt, Stream stream, CompletionStage<CloseReason> ended) {

  /** Ends it. */
  public void close() {
    stream.close();
  }
}
