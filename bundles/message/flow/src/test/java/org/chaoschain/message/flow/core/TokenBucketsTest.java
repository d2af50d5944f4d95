// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TokenBucketsTest {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  private static TokenBuckets<String> buckets(String allowance, int maxKeys) {
    return new TokenBuckets<>(Allowance.parse(allowance), maxKeys);
  }

  @Test
  void a_burst_comes_at_once_and_then_one_after_the_other() {
    TokenBuckets<String> buckets = buckets("10/s burst 3, 1MiB/s", 10);
    for (int i = 0; i < 3; i++) {
      assertThat(buckets.tryTake("a", 1, 0)).isTrue();
    }

    assertThat(buckets.tryTake("a", 1, 0)).isFalse();
    assertThat(buckets.messageWaitNanos("a", 0)).isEqualTo(SECOND / 10);
    assertThat(buckets.tryTake("a", 1, SECOND / 10 - 1)).isFalse();
    assertThat(buckets.tryTake("a", 1, SECOND / 10)).isTrue();
  }

  @Test
  void bytes_are_counted_beside_messages() {
    TokenBuckets<String> buckets = buckets("1000/s, 1KiB/s burst 2KiB", 10);
    assertThat(buckets.tryTake("a", 2048, 0)).isTrue();

    assertThat(buckets.messageWaitNanos("a", 0)).isZero();
    assertThat(buckets.byteWaitNanos("a", 512, 0)).isEqualTo(SECOND / 2);
  }

  @Test
  void a_message_larger_than_the_burst_comes_through_a_full_bucket_and_is_paid_for_later() {
    TokenBuckets<String> buckets = buckets("1000/s, 1KiB/s burst 1KiB", 10);
    assertThat(buckets.tryTake("a", 4096, 0)).isTrue();

    assertThat(buckets.tryTake("a", 1, 3 * SECOND)).isFalse();
    assertThat(buckets.tryTake("a", 1024, 4 * SECOND)).isTrue();
  }

  @Test
  void one_key_does_not_use_up_what_another_has() {
    TokenBuckets<String> buckets = buckets("1/s, 1MiB/s", 10);

    assertThat(buckets.tryTake("a", 1, 0)).isTrue();
    assertThat(buckets.tryTake("b", 1, 0)).isTrue();
    assertThat(buckets.tryTake("a", 1, 0)).isFalse();
  }

  @Test
  void asking_takes_nothing() {
    TokenBuckets<String> buckets = buckets("1/s, 1MiB/s", 10);
    for (int i = 0; i < 5; i++) {
      assertThat(buckets.messageWaitNanos("a", 0)).isZero();
    }
    assertThat(buckets.size()).isZero();
  }

  @Test
  void a_flood_of_new_keys_does_not_reset_a_bucket() {
    TokenBuckets<String> buckets = buckets("1/s burst 10, 1MiB/s", 20);
    for (int i = 0; i < 10; i++) {
      buckets.tryTake("a", 1, 0);
    }
    for (int i = 0; i < 10_000; i++) {
      buckets.tryTake("new" + i, 1, 0);
    }

    assertThat(buckets.size()).isEqualTo(20);
    assertThat(buckets.tryTake("a", 1, 0)).isFalse();
  }

  @Test
  void keys_without_a_place_share_one_bucket() {
    TokenBuckets<String> buckets = buckets("1/s burst 10, 1MiB/s", 20);
    int taken = 0;
    for (int i = 0; i < 10_000; i++) {
      taken += buckets.tryTake("new" + i, 1, 0) ? 1 : 0;
    }

    assertThat(taken).isEqualTo(20 + 10);
  }

  @Test
  void a_bucket_that_is_full_again_makes_room() {
    TokenBuckets<String> buckets = buckets("1/s burst 10, 1MiB/s", 20);
    for (int i = 0; i < 20; i++) {
      buckets.tryTake("old" + i, 1, 0);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(buckets.tryTake("fresh", 1, SECOND)).isTrue();
    }
    assertThat(buckets.tryTake("fresh", 1, SECOND)).isFalse();
    assertThat(buckets.size()).isEqualTo(20);
  }

  @Test
  void time_may_begin_anywhere_and_pass_the_end_of_long() {
    TokenBuckets<String> buckets = buckets("1/s, 1MiB/s", 10);
    long start = Long.MAX_VALUE - SECOND / 2;

    assertThat(buckets.tryTake("a", 1, start)).isTrue();
    assertThat(buckets.tryTake("a", 1, start + SECOND / 4)).isFalse();
    assertThat(buckets.tryTake("a", 1, start + SECOND)).isTrue();
  }

  @Property(tries = 300)
  void never_more_than_the_burst_and_the_rate_in_any_time(
      @ForAll @IntRange(min = 1, max = 1000) int rate,
      @ForAll @IntRange(min = 1, max = 1000) int burst,
      @ForAll @Size(min = 1, max = 200) List<@IntRange(max = 50_000_000) Integer> gaps) {
    TokenBuckets<String> buckets =
        new TokenBuckets<>(
            new Allowance(new Rate(rate, Duration.ofSeconds(1), burst), Rate.parse("1GiB/s")), 4);
    long now = 0;
    long taken = 0;
    for (int gap : gaps) {
      now += gap;
      for (int i = 0; i < 20; i++) {
        boolean waits = buckets.messageWaitNanos("a", now) > 0;
        boolean took = buckets.tryTake("a", 1, now);
        assertThat(took).isEqualTo(!waits);
        taken += took ? 1 : 0;
      }
      assertThat(taken).isLessThanOrEqualTo(burst + (long) ((double) rate * now / SECOND) + 1);
    }
    long wait = buckets.messageWaitNanos("a", now);
    if (wait > 0) {
      assertThat(buckets.tryTake("a", 1, now + wait - 1)).isFalse();
      assertThat(buckets.tryTake("a", 1, now + wait)).as("when it says to try again").isTrue();
    }
  }

  @Test
  void rates_are_read_and_written() {
    assertThat(Allowance.parse("20/s burst 100, 512KiB/m burst 2MiB"))
        .isEqualTo(
            new Allowance(
                new Rate(20, Duration.ofSeconds(1), 100),
                new Rate(512 << 10, Duration.ofMinutes(1), 2 << 20)))
        .hasToString("20/s burst 100, 512KiB/m burst 2MiB");
    assertThat(Rate.parse("6/h")).isEqualTo(new Rate(6, Duration.ofHours(1), 6));
    assertThatThrownBy(() -> Rate.parse("many/s")).hasMessageContaining("'many' is not a size");
    assertThatThrownBy(() -> Rate.parse("20")).hasMessageContaining("'20' is no rate");
    assertThatThrownBy(() -> Rate.parse("0/s")).hasMessageContaining("not 0 and 0");
    assertThatThrownBy(() -> Rate.parse("1/h burst 2")).hasMessageContaining("more than an hour");
    assertThatThrownBy(() -> Allowance.parse("20/s")).hasMessageContaining("messages and bytes");
  }
}
