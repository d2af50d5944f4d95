// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.util.List;
import java.util.Optional;

/**
 * What the {@link DurableInbox} remembers, on the disk or in memory. What is written is read at
 * once; when it is on the disk is for the caller to know. Used by one thread at a time.
 */
public interface InboxTable {
  /** What is remembered of a message. */
  enum Fate {
    /** It is, or was, in the inbox. */
    DELIVERED,
    /** It was in the inbox, and its handler has failed before that was answered. */
    FAILED,
    /** It never was in the inbox, and is not to come into it any more. */
    CANCELLED
  }

  /** The fate of a message. */
  Optional<Fate> get(InboxKey key);

  /** Remembers a fate. */
  void put(InboxKey key, Fate fate);

  /** Forgets what is remembered for longest by expiry, at most so many, up to an expiry. */
  List<InboxKey> removeFirst(int most, long upToExpiry);

  /** How many messages are remembered. */
  long size();

  /** How many of them are cancelled. */
  long cancelled();

  /** The latest expiry of what was forgotten before its time. */
  long forgotten();

  /** As said there. */
  void forgotten(long expiry);
}
