// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;

/**
 * The quotas of every plugin: those for all, and those that an operator has set for some.
 * Immutable.
 */
public final class QuotaSettings {
  /** The key of what is set for single plugins. */
  public static final String OVERRIDES = "extension.plugins.quota.overrides";

  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]{1,128})/([a-z.]+)=(.+)");
  private static final long MAX_HANDLERS = 10_000;

  private final Quotas all;
  private final Map<String, Quotas> single;

  private QuotaSettings(Quotas all, Map<String, Quotas> single) {
    this.all = all;
    this.single = Map.copyOf(single);
  }

  /** The quotas of a plugin. */
  public Quotas of(String plugin) {
    return single.getOrDefault(plugin, all);
  }

  /**
   * Reads what is set for single plugins.
   *
   * @param all for every plugin that nothing is set for
   * @param overrides {@code org.example.haiku/handlers=4, org.example.chess/queue.bytes=64MiB}
   * @throws IllegalArgumentException naming the part that is wrong and what is expected
   */
  public static QuotaSettings of(Quotas all, String overrides, Metrics metrics) {
    Map<String, Map<QuotaKind, String>> parts = new HashMap<>();
    for (String part : overrides.split(",", -1)) {
      if (!part.isBlank()) {
        read(part.strip(), parts);
      }
    }
    Map<String, Quotas> single = new HashMap<>();
    parts.forEach(
        (plugin, values) ->
            single.put(plugin, with(all, values, (kind, value) -> limit(metrics, kind, value))));
    return new QuotaSettings(all, single);
  }

  private static void read(String part, Map<String, Map<QuotaKind, String>> parts) {
    Matcher matcher = FORM.matcher(part);
    if (!matcher.matches()) {
      throw wrong(
          part, "the form is <plugin>/<quota>=<value>, such as org.example.haiku/handlers=4");
    }
    Optional<QuotaKind> kind = QuotaKind.of(matcher.group(2));
    if (kind.isEmpty()) {
      throw wrong(
          part,
          "'%s' is no quota; there are %s"
              .formatted(
                  matcher.group(2),
                  Arrays.stream(QuotaKind.values())
                      .map(QuotaKind::key)
                      .collect(Collectors.joining(", "))));
    }
    String value = matcher.group(3).strip();
    try {
      check(kind.get(), value);
    } catch (IllegalArgumentException e) {
      throw wrong(part, e.getMessage());
    }
    Map<QuotaKind, String> values =
        parts.computeIfAbsent(matcher.group(1), name -> new EnumMap<>(QuotaKind.class));
    if (values.put(kind.get(), value) != null) {
      throw wrong(part, "this quota of this plugin is set twice");
    }
  }

  private static void check(QuotaKind kind, String value) {
    if (kind == QuotaKind.HANDLER_TIME) {
      if (TimeSpan.parse(value).isZero()) {
        throw new IllegalArgumentException("a handler needs more than no time");
      }
      return;
    }
    long number = number(kind, value);
    long least =
        switch (kind) {
          case HANDLERS, CHECKS, MESSAGES_PER_SECOND -> 1;
          default -> 0;
        };
    long most =
        switch (kind) {
          case HANDLERS, CHECKS -> MAX_HANDLERS;
          case MESSAGES_PER_SECOND -> TokenBucket.MOST;
          default -> Long.MAX_VALUE;
        };
    if (number < least || number > most) {
      throw new IllegalArgumentException(
          "%s must be from %d to %d, not %d".formatted(kind.key(), least, most, number));
    }
  }

  private static long number(QuotaKind kind, String value) {
    if (kind == QuotaKind.QUEUE_BYTES) {
      return ByteSize.parse(value).bytes();
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("'%s' is no whole number".formatted(value), e);
    }
  }

  private static Quotas with(
      Quotas all, Map<QuotaKind, String> values, BiFunction<QuotaKind, String, Limit> limit) {
    return new Quotas(
        or(values, QuotaKind.QUEUE_BYTES, all.queueBytes(), limit),
        or(values, QuotaKind.MESSAGES_PER_SECOND, all.messagesPerSecond(), limit),
        or(values, QuotaKind.HANDLERS, all.handlers(), limit),
        or(values, QuotaKind.CHECKS, all.checks(), limit),
        Optional.ofNullable(values.get(QuotaKind.HANDLER_TIME))
            .map(TimeSpan::parse)
            .orElse(all.handlerTime()),
        or(values, QuotaKind.STREAMS, all.streams(), limit));
  }

  private static Limit or(
      Map<QuotaKind, String> values,
      QuotaKind kind,
      Limit otherwise,
      BiFunction<QuotaKind, String, Limit> limit) {
    String value = values.get(kind);
    return value == null ? otherwise : limit.apply(kind, value);
  }

  private static Limit limit(Metrics metrics, QuotaKind kind, String value) {
    return metrics.limit(OVERRIDES, number(kind, value), kind.unit());
  }

  /** The quotas for all, from their values. */
  public static Quotas all(
      Metrics metrics,
      long queueBytes,
      long messagesPerSecond,
      long handlers,
      long checks,
      Duration handlerTime,
      long streams) {
    String prefix = "extension.plugins.quota.";
    return new Quotas(
        metrics.limit(prefix + "queue.bytes", queueBytes, QuotaKind.QUEUE_BYTES.unit()),
        metrics.limit(
            prefix + "messages.per.second",
            messagesPerSecond,
            QuotaKind.MESSAGES_PER_SECOND.unit()),
        metrics.limit(prefix + "handlers", handlers, QuotaKind.HANDLERS.unit()),
        metrics.limit(prefix + "checks", checks, QuotaKind.CHECKS.unit()),
        handlerTime,
        metrics.limit(prefix + "streams", streams, QuotaKind.STREAMS.unit()));
  }

  private static IllegalArgumentException wrong(String part, String problem) {
    return new IllegalArgumentException("%s: '%s': %s".formatted(OVERRIDES, part, problem));
  }
}
