// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.durable.core.InboxTable.Fate;

/**
 * Which direct messages this node has taken, and which it will not take any more. Both are
 * remembered until the expiry and for a time after it; a message that is void is not taken, so
 * nothing is taken twice, and nothing after the sender was told that it is cancelled.
 *
 * <p>What one call writes belongs together: the disk is to have all of it or none. Everything that
 * is answered from here has to wait until what was written before is on the disk. Not safe for use
 * by many threads.
 */
public final class DurableInbox {
  /**
   * How long it remembers.
   *
   * @param skew by how much this node's clock may be set back
   * @param keep for how long after expiry and skew a fate is remembered, if there is room
   * @param maxLifetime the latest expiry, from now, of what may be cancelled
   */
  public record Settings(Duration skew, Duration keep, Duration maxLifetime) {}

  /** What the sender is told that asks what became of a message. */
  public enum Told {
    /** It is in the inbox. */
    DELIVERED,
    /** It was, and its handler has failed. */
    FAILED,
    /** It is not, and will not be. */
    CANCELLED,
    /** It is too long ago to be known. */
    FORGOTTEN,
    /** Its expiry is further away than any message's may be. */
    TOO_FAR
  }

  private static final int EVICTED_AT_ONCE = 64;

  private final Settings settings;
  private final InboxTable table;
  private final Limit maxKnown;
  private final Limit maxCancelled;

  /**
   * Those taken since the start whose end is not known; whether the sender may have been told that
   * they were. Of those taken before the start it may have been.
   */
  private final Map<Bytes, Boolean> inHand = new HashMap<>();

  /**
   * With what is remembered.
   *
   * @param maxKnown messages that are remembered
   * @param maxCancelled of these, cancelled ones
   */
  public DurableInbox(Settings settings, InboxTable table, Limit maxKnown, Limit maxCancelled) {
    this.settings = settings;
    this.table = table;
    this.maxKnown = maxKnown;
    this.maxCancelled = maxCancelled;
  }

  /** What is known of a message that comes; empty if it is new. */
  public Optional<Fate> known(InboxKey key) {
    return table.get(key);
  }

  /**
   * A message is good, and is to be taken.
   *
   * @return what is known of it, and then it is not taken; empty if it is taken
   * @throws LimitExceededException if too many are remembered
   */
  public Optional<Fate> take(InboxKey key, Instant now) throws LimitExceededException {
    Optional<Fate> known = table.get(key);
    if (known.isPresent()) {
      return known;
    }
    if (key.expiry() <= Math.max(table.forgotten(), forgettable(now, Duration.ZERO))) {
      return Optional.of(Fate.CANCELLED); // it has waited here for so long that it may have been
    }
    makeRoom(now);
    table.put(key, Fate.DELIVERED);
    inHand.put(key.digest(), false);
    return Optional.empty();
  }

  /** The sender is about to be told that the message was delivered. */
  public void promised(Bytes digest) {
    inHand.computeIfPresent(digest, (same, before) -> true);
  }

  /** The handler is through, or nobody will handle it any more. */
  public void ended(InboxKey key) {
    inHand.remove(key.digest());
  }

  /**
   * The handler has failed.
   *
   * @return whether that is its fate now: not if the sender may have been told otherwise
   */
  public boolean failed(InboxKey key) {
    Boolean promised = inHand.remove(key.digest());
    boolean fails = promised != null && !promised;
    if (fails) {
      table.put(key, Fate.FAILED);
    }
    return fails;
  }

  /**
   * A sender asks what became of a message, and wants it no more if it was not delivered.
   *
   * @throws LimitExceededException if it cannot be remembered that it is cancelled
   */
  public Told cancel(InboxKey key, Instant now) throws LimitExceededException {
    Optional<Fate> known = table.get(key);
    if (known.isPresent()) {
      promised(key.digest());
      return switch (known.get()) {
        case DELIVERED -> Told.DELIVERED;
        case FAILED -> Told.FAILED;
        case CANCELLED -> Told.CANCELLED;
      };
    }
    Instant expiry = Instant.ofEpochMilli(key.expiry());
    if (expiry.isAfter(now.plus(settings.maxLifetime()).plus(settings.skew()))) {
      return Told.TOO_FAR;
    }
    if (key.expiry() <= Math.max(table.forgotten(), forgettable(now, settings.keep()))) {
      return Told.FORGOTTEN;
    }
    maxCancelled.check("messages that were cancelled by their senders", table.cancelled() + 1);
    makeRoom(now);
    table.put(key, Fate.CANCELLED);
    return Told.CANCELLED;
  }

  /**
   * Forgets what is old enough.
   *
   * @param most at most so many
   * @return how many were forgotten
   */
  public int sweep(Instant now, int most) {
    return forget(most, forgettable(now, settings.keep()));
  }

  /** What has expired by then can be forgotten: a copy of it would be refused as void. */
  private long forgettable(Instant now, Duration keep) {
    return now.minus(settings.skew()).minus(keep).toEpochMilli();
  }

  private void makeRoom(Instant now) throws LimitExceededException {
    if (maxKnown.allows(table.size() + 1)) {
      return;
    }
    forget(EVICTED_AT_ONCE, forgettable(now, Duration.ZERO));
    maxKnown.check("direct messages that are remembered", table.size() + 1);
  }

  private int forget(int most, long upToExpiry) {
    List<InboxKey> removed = table.removeFirst(most, upToExpiry);
    if (!removed.isEmpty()) {
      table.forgotten(Math.max(table.forgotten(), removed.get(removed.size() - 1).expiry()));
    }
    return removed.size();
  }
}
