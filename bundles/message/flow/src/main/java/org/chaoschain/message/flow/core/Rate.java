// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.flow.core;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chaoschain.api.config.ByteSize;

/**
 * How much there may be in a time, and at once after a time of rest. Written {@code 20/s burst
 * 100}, or for bytes {@code 512KiB/s burst 2MiB}; the time is s, m or h, and without a burst as
 * much may come at once as in the time.
 *
 * @param amount 1 or more
 * @param per the time, 1 ms to 1 h
 * @param burst 1 or more, and gathered within an hour
 */
public record Rate(long amount, Duration per, long burst) {
  private static final Pattern FORM =
      Pattern.compile("([^/]+)/([smh])(?:\\s+burst\\s+(\\S+))?", Pattern.CASE_INSENSITIVE);
  private static final Duration MOST = Duration.ofHours(1);
  private static final long MOST_AMOUNT = 1L << 40;

  /** Refuses a rate that is none. */
  public Rate {
    if (amount < 1 || amount > MOST_AMOUNT || burst < 1 || burst > MOST_AMOUNT) {
      throw new IllegalArgumentException(
          "a rate and its burst are 1 to %d, not %d and %d".formatted(MOST_AMOUNT, amount, burst));
    }
    if (per.compareTo(Duration.ofMillis(1)) < 0 || per.compareTo(MOST) > 0) {
      throw new IllegalArgumentException("the time of a rate is 1 ms to 1 h, not " + per);
    }
    if ((double) burst / amount * per.toNanos() > MOST.toNanos()) {
      throw new IllegalArgumentException(
          "a burst of %d is gathered in more than an hour at %d in %s"
              .formatted(burst, amount, per));
    }
  }

  /**
   * Reads a rate.
   *
   * @throws IllegalArgumentException naming the text and the form that is understood
   */
  public static Rate parse(String text) {
    Matcher m = FORM.matcher(text.strip());
    if (!m.matches()) {
      throw new IllegalArgumentException(
          "'%s' is no rate; write such as 20/s burst 100, or 512KiB/s burst 2MiB; s, m or h"
              .formatted(text));
    }
    long amount = ByteSize.parse(m.group(1)).bytes();
    Duration per =
        switch (m.group(2).toLowerCase(Locale.ROOT)) {
          case "s" -> Duration.ofSeconds(1);
          case "m" -> Duration.ofMinutes(1);
          default -> Duration.ofHours(1);
        };
    long burst = m.group(3) == null ? amount : ByteSize.parse(m.group(3)).bytes();
    return new Rate(amount, per, burst);
  }

  /** The time in which one comes, in nanoseconds. */
  double nanosEach() {
    return (double) per.toNanos() / amount;
  }

  /** The form that {@link #parse} reads, if the time is a second, a minute or an hour. */
  @Override
  public String toString() {
    return "%s/%s burst %s".formatted(new ByteSize(amount), time(), new ByteSize(burst));
  }

  private String time() {
    if (per.equals(Duration.ofSeconds(1))) {
      return "s";
    }
    if (per.equals(Duration.ofMinutes(1))) {
      return "m";
    }
    return per.equals(MOST) ? "h" : per.toString();
  }
}
