// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
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
  private final Limit limitOfAgent;
  private final Map<Pair, Figure> figures = new LinkedHashMap<>();

  /**
   * Who trusts whom.
   *
   * @param of who trusts
   * @param in who is trusted
   */
  public record Pair(AgentId of, AgentId in) {
    boolean names(AgentId agent) {
      return of.equals(agent) || in.equals(agent);
    }
  }

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

  /**
   * An empty book.
   *
   * @param limit the most figures
   * @param limitOfAgent the most figures that name one agent, on either side
   */
  TrustBook(Limit limit, Limit limitOfAgent) {
    this.limit = limit;
    this.limitOfAgent = limitOfAgent;
  }

  int trust(AgentId of, AgentId in, Instant now) {
    Figure figure = figures.get(new Pair(of, in));
    return figure == null ? 0 : (int) Math.round(figure.at(now));
  }

  Optional<Figure> figure(Pair pair) {
    return Optional.ofNullable(figures.get(pair));
  }

  /** Changes a figure; answers which ones were forgotten for it. */
  List<Pair> change(Pair pair, int by, Instant now) {
    Figure before = figures.remove(pair);
    double value = (before == null ? 0 : before.at(now)) + by;
    double bounded = Math.max(-Relations.MAX_TRUST, Math.min(Relations.MAX_TRUST, value));
    return put(pair, new Figure(bounded, now));
  }

  /**
   * Sets a figure; answers which ones were forgotten for it. What says least goes first: of an
   * agent that has too many, or of all, the figure that is nearest to 0 by then, of such the one
   * that changed longest ago. So many new ids crowd out each other, and only what is known of the
   * agent that deals with them.
   */
  List<Pair> put(Pair pair, Figure figure) {
    figures.remove(pair);
    figures.put(pair, figure);
    List<Pair> forgotten = new ArrayList<>();
    for (AgentId agent : List.of(pair.of(), pair.in())) {
      forgetBeyond(limitOfAgent, each -> each.names(agent), figure.at(), forgotten);
    }
    forgetBeyond(limit, each -> true, figure.at(), forgotten);
    return forgotten;
  }

  private void forgetBeyond(Limit most, Predicate<Pair> which, Instant now, List<Pair> forgotten) {
    if (most.allows(figures.size())
        || most.allows(figures.keySet().stream().filter(which).count())) {
      return;
    }
    most.refused().increment();
    figures.entrySet().stream()
        .filter(each -> which.test(each.getKey()))
        .min(Comparator.comparingDouble(each -> Math.abs(each.getValue().at(now))))
        .map(Map.Entry::getKey)
        .ifPresent(
            least -> {
              figures.remove(least);
              forgotten.add(least);
            });
  }

  int size() {
    return figures.size();
  }
}
