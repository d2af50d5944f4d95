// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Instant;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;

/**
 * Keeps over a restart which messages were accepted, for as long as they are fresh, so that none is
 * accepted a second time. Safe for use by many threads.
 */
public interface ReplayWindow {
  /** Keeps nothing: what is accepted is known until the process ends. */
  ReplayWindow NONE =
      new ReplayWindow() {
        @Override
        public void kept(Consumer<Bytes> digests) {}

        @Override
        public void accepted(Bytes signedDigest, Instant voidAt) {}
      };

  /** Tells what is kept from before this start, the oldest first; once, before anything comes. */
  void kept(Consumer<Bytes> digests);

  /**
   * A message was handled. When this returns, that survives the end of the process, unless the disk
   * refuses; so whoever tells others that it was accepted calls this before.
   *
   * @param signedDigest SHA-256 of what was signed
   * @param voidAt from when on nobody would accept it anyway
   */
  void accepted(Bytes signedDigest, Instant voidAt);
}
