// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;

/** A rate is kept over every span of time, and all of it can be used. */
class TokenBucketTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Property(tries = 200)
  void neverGivesMoreThanTheRateAndOneBurst(
      @ForAll @LongRange(min = 1, max = TokenBucket.MOST) long perSecond, @ForAll long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    long start = random.nextLong(); // a clock's origin means nothing
    TokenBucket bucket = new TokenBucket(perSecond, start);
    long now = start;
    long given = 0;
    for (int i = 0; i < 500; i++) {
      now += random.nextLong(SECOND / 50);
      for (int j = random.nextInt(20); j > 0; j--) {
        given += bucket.take(now) ? 1 : 0;
      }
      double most = perSecond + (double) (now - start) / SECOND * perSecond;
      assertThat((double) given).isLessThanOrEqualTo(most + 1e-6 * most);
    }
  }

  @Property(tries = 200)
  void givesOneAtTheTimeItNamesAndNoneBefore(@ForAll @IntRange(min = 1, max = 100_000) int rate) {
    TokenBucket bucket = new TokenBucket(rate, 0);
    long now = 0;
    for (int i = 0; i < rate; i++) {
      assertThat(bucket.take(now)).isTrue();
    }
    for (int i = 0; i < 50; i++) {
      assertThat(bucket.take(now)).isFalse();
      long wait = bucket.nanosUntilNext(now);
      assertThat(wait).isBetween(1L, SECOND);
      assertThat(bucket.take(now + wait - 1)).isFalse();
      now += wait;
      assertThat(bucket.take(now)).isTrue();
    }
  }

  @Property(tries = 20)
  void isFullAgainAfterAnyRest(@ForAll @LongRange(min = 1_000_000_000) long rest) {
    TokenBucket bucket = new TokenBucket(3, 0);
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take(0)).isTrue();
    }
    for (int i = 0; i < 3; i++) {
      assertThat(bucket.take(rest)).isTrue();
    }
    assertThat(bucket.take(rest)).isFalse();
  }
}
