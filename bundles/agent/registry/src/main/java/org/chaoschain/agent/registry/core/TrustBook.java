// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.core;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Relations;
import org.chaoschain.api.metrics.Limit;

/**
 * How much agents have reason to trust each other. A figure starts at 0, changes with the outcomes
 * of alliances, stays within ±{@value Relations#MAX_TRUST}, and halves in {@link #HALF_LIFE}. Not
 * safe for use by many threads.
 */
public final class TrustBook {
  /** In which a figure halves. */
  public static final Duration HALF_LIFE = Duration.ofDays(30);

  /** Both gain it when an alliance is agreed. */
  public static final int AGREED = 10;

  /** The proposer loses it in whoever declines. */
  public static final int DECLINED = -2;

  /** The one who is left loses it in whoever ends an alliance. */
  public static final int ENDED = -20;

  private final Limit limit;
  private final Map<Pair, Figure> figures = new LinkedHashMap<>();

  /**
   * Who trusts whom.
   *
   * @param of who trusts
   * @param in who is trusted
   */
  public record Pair(AgentId of, AgentId in) {}

  /**
   * A figure as it was.
   *
   * @param value from -{@value Relations#MAX_TRUST} to {@value Relations#MAX_TRUST}
   * @param at when
   */
  public record Figure(double value, Instant at) {
    double at(Instant now) {
      double halvings = (double) Duration.between(at, now).toSeconds() / HALF_LIFE.toSeconds();
      return value * Math.pow(0.5, Math.max(0, halvings));
    }
  }

  TrustBook(Limit limit) {
    this.limit = limit;
  }

  int trust(AgentId of, AgentId in, Instant now) {
    Figure figure = figures.get(new Pair(of, in));
    return figure == null ? 0 : (int) Math.round(figure.at(now));
  }

  Optional<Figure> figure(Pair pair) {
    return Optional.ofNullable(figures.get(pair));
  }

  /** Changes a figure; answers which one was forgotten for it, if any. */
  Optional<Pair> change(Pair pair, int by, Instant now) {
    Figure before = figures.remove(pair);
    double value = (before == null ? 0 : before.at(now)) + by;
    double bounded = Math.max(-Relations.MAX_TRUST, Math.min(Relations.MAX_TRUST, value));
    return put(pair, new Figure(bounded, now));
  }

  /** Sets a figure; answers which one was forgotten for it, if any: that changed longest ago. */
  Optional<Pair> put(Pair pair, Figure figure) {
    figures.put(pair, figure);
    if (limit.allows(figures.size())) {
      return Optional.empty();
    }
    limit.refused().increment();
    Pair oldest = figures.keySet().iterator().next();
    figures.remove(oldest);
    return Optional.of(oldest);
  }

  int size() {
    return figures.size();
  }
}
