// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.time.Instant;
import java.util.Optional;
import org.chaoschain.agent.auth.core.Session;
import org.chaoschain.api.bytes.Bytes;

/**
 * An authenticated agent on one connection.
 *
 * @param session what the node knows of it
 * @param hostingRecord the encoded record by which it says that it is hosted here, verified
 * @param connection where it is
 */
record Presence(Session session, Optional<HostedRecord> hostingRecord, Connection connection) {
  /**
   * A hosting record that was verified.
   *
   * @param encoded as the agent signed it
   * @param sequence of two records the one with the higher number counts, unsigned
   * @param expiresAt the end of its validity
   */
  record HostedRecord(Bytes encoded, long sequence, Instant expiresAt) {}

  /** The same agent with a record in the place of the one before. */
  Presence with(HostedRecord record) {
    return new Presence(session, Optional.of(record), connection);
  }

  /** The connection of an agent as its session sees it. Never blocks. */
  interface Connection {
    /** Writes a frame. */
    void write(String text);

    /** Writes a last frame, if there is one, and closes. */
    void close(Optional<String> last, Channel.Closing why, String reason);
  }
}
