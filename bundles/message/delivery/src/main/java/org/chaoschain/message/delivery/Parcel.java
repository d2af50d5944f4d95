// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.time.Clock;
import org.chaoschain.message.delivery.Composer.Composed;
import org.chaoschain.message.delivery.Composer.Rendered;
import org.chaoschain.message.delivery.durable.core.Posting;

/**
 * A direct message of this node until it has ended.
 *
 * @param signed the message
 * @param posting its place among others
 * @param text for people
 * @param expiry when it is void
 * @param begun when it was sent, by a clock that never steps back
 * @param expiryNanos its expiry by that clock
 * @param restored whether it is of before this node's start, so that nobody waits for its receipt
 * @param shown whether it was recorded as sent
 * @param receipt for who sends
 */
record Parcel(
    SignedMessage signed,
    Posting posting,
    Rendered text,
    Instant expiry,
    long begun,
    long expiryNanos,
    boolean restored,
    AtomicBoolean shown,
    AtomicBoolean uncertain,
    CompletableFuture<DeliveryReceipt> receipt) {

  static Parcel of(Composed composed, Posting posting, Clock clock) {
    Instant expiry = composed.signed().message().expiresAt().orElseThrow();
    return of(composed.signed(), posting, composed.text(), expiry, clock, false);
  }

  static Parcel restored(SignedMessage signed, Posting posting, KeptMessage kept, Clock clock) {
    Rendered text = new Rendered(FallbackText.of(signed.message()), true);
    Instant expiry = signed.message().expiresAt().orElse(Instant.ofEpochMilli(kept.expiry()));
    return of(signed, posting, text, expiry, clock, true);
  }

  private static Parcel of(
      SignedMessage signed,
      Posting posting,
      Rendered text,
      Instant expiry,
      Clock clock,
      boolean restored) {
    long now = clock.nanoTime();
    return new Parcel(
        signed,
        posting,
        text,
        expiry,
        now,
        now + Duration.between(clock.now(), expiry).toNanos(),
        restored,
        new AtomicBoolean(),
        new AtomicBoolean(),
        new CompletableFuture<>());
  }

  int size() {
    return signed.wire().size();
  }

  String id() {
    return signed.message().id();
  }
}
