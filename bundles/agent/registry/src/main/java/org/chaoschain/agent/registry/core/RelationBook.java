// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.chaoschain.agent.registry.core.TrustBook.Figure;
import org.chaoschain.agent.registry.core.TrustBook.Pair;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Relations.Alliance;
import org.chaoschain.api.agent.Relations.State;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.metrics.Limit;

/**
 * The alliances of agents and what follows from them. Steps that do not fit the state of their
 * alliance are ignored, and so are those that are not younger than the last of the same agent in
 * it: a message that is seen twice counts once. Not safe for use by many threads.
 */
public final class RelationBook {
  private final Limit maxAlliances;
  private final Limit maxOfProposer;
  private final TrustBook trust;

  /** The one that changed last is last. */
  private final Map<AllianceKey, Entry> alliances = new LinkedHashMap<>();

  /**
   * A step that an agent takes.
   *
   * @param speaker who
   * @param target to whom
   * @param content what is done
   * @param saidAt when, by the speaker's clock
   */
  public record Step(AgentId speaker, AgentId target, Content.Alliance content, Instant saidAt) {}

  /**
   * What has changed, by key; empty values are gone.
   *
   * @param alliances changed alliances
   * @param trust changed figures
   */
  public record Changes(Set<AllianceKey> alliances, Set<Pair> trust) {
    Changes() {
      this(new LinkedHashSet<>(), new LinkedHashSet<>());
    }

    /** Whether nothing has changed. */
    public boolean isEmpty() {
      return alliances.isEmpty() && trust.isEmpty();
    }
  }

  /**
   * An empty book.
   *
   * @param maxAlliances the most alliances
   * @param maxOfProposer the most alliances of one proposer
   * @param maxTrust the most figures of trust
   * @param maxTrustOfAgent the most of them that name one agent
   */
  public RelationBook(
      Limit maxAlliances, Limit maxOfProposer, Limit maxTrust, Limit maxTrustOfAgent) {
    this.maxAlliances = maxAlliances;
    this.maxOfProposer = maxOfProposer;
    this.trust = new TrustBook(maxTrust, maxTrustOfAgent);
  }

  /** Takes note of a step; answers what has changed by it. */
  public Changes apply(Step step, Instant now) {
    Changes changes = new Changes();
    if (step.speaker().equals(step.target())) {
      return changes;
    }
    switch (step.content().action()) {
      case PROPOSE -> propose(step, now, changes);
      case ACCEPT -> answer(step, State.ACTIVE, now, changes);
      case REJECT -> answer(step, State.REJECTED, now, changes);
      case DISSOLVE -> dissolve(step, now, changes);
    }
    return changes;
  }

  private void propose(Step step, Instant now, Changes changes) {
    AllianceKey key = new AllianceKey(step.speaker(), step.target(), step.content().allianceId());
    Entry before = alliances.get(key);
    if (before != null && (!before.ended() || !step.saidAt().isAfter(before.proposerSaid()))) {
      return;
    }
    put(
        key,
        new Entry(
            State.PROPOSED,
            step.content().terms(),
            now,
            step.saidAt(),
            before == null ? Instant.EPOCH : before.partnerSaid()),
        changes);
    evict(key.proposer(), changes);
  }

  private void answer(Step step, State next, Instant now, Changes changes) {
    AllianceKey key = new AllianceKey(step.target(), step.speaker(), step.content().allianceId());
    Entry before = alliances.get(key);
    if (before == null
        || before.state() != State.PROPOSED
        || !step.saidAt().isAfter(before.partnerSaid())) {
      return;
    }
    put(key, before.now(next, now, false, step.saidAt()), changes);
    if (next == State.ACTIVE) {
      trusts(key.proposer(), key.partner(), TrustBook.AGREED, now, changes);
      trusts(key.partner(), key.proposer(), TrustBook.AGREED, now, changes);
    } else {
      trusts(key.proposer(), key.partner(), TrustBook.DECLINED, now, changes);
    }
  }

  private void dissolve(Step step, Instant now, Changes changes) {
    String id = step.content().allianceId();
    AllianceKey own = new AllianceKey(step.speaker(), step.target(), id);
    AllianceKey other = new AllianceKey(step.target(), step.speaker(), id);
    if (ends(own, true, step) && alliances.get(own).state() == State.PROPOSED) {
      put(own, alliances.get(own).now(State.DISSOLVED, now, true, step.saidAt()), changes);
      return;
    }
    for (AllianceKey key : List.of(own, other)) {
      boolean byProposer = key.equals(own);
      if (ends(key, byProposer, step) && alliances.get(key).state() == State.ACTIVE) {
        put(key, alliances.get(key).now(State.DISSOLVED, now, byProposer, step.saidAt()), changes);
        trusts(step.target(), step.speaker(), TrustBook.ENDED, now, changes);
        return;
      }
    }
  }

  private boolean ends(AllianceKey key, boolean byProposer, Step step) {
    Entry entry = alliances.get(key);
    return entry != null
        && step.saidAt().isAfter(byProposer ? entry.proposerSaid() : entry.partnerSaid());
  }

  private void trusts(AgentId of, AgentId in, int by, Instant now, Changes changes) {
    Pair pair = new Pair(of, in);
    changes.trust().add(pair);
    changes.trust().addAll(trust.change(pair, by, now));
  }

  private void put(AllianceKey key, Entry entry, Changes changes) {
    alliances.remove(key);
    alliances.put(key, entry);
    changes.alliances().add(key);
  }

  /** A proposer that has too many loses one of his own; else the whole book loses one. */
  private void evict(AgentId proposer, Changes changes) {
    Predicate<AllianceKey> his = key -> key.proposer().equals(proposer);
    if (!maxOfProposer.allows(alliances.keySet().stream().filter(his).count())) {
      maxOfProposer.refused().increment();
      forget(his, changes);
    }
    if (!maxAlliances.allows(alliances.size())) {
      maxAlliances.refused().increment();
      forget(key -> true, changes);
    }
  }

  /**
   * One that has ended goes first, then an offer, then one that is agreed, of each the one that
   * changed longest ago: so offers that nobody asked for never push out what was agreed.
   */
  private void forget(Predicate<AllianceKey> which, Changes changes) {
    alliances.entrySet().stream()
        .filter(each -> which.test(each.getKey()))
        .min(Comparator.comparingInt(each -> worth(each.getValue())))
        .map(Map.Entry::getKey)
        .ifPresent(
            key -> {
              alliances.remove(key);
              changes.alliances().add(key);
            });
  }

  private static int worth(Entry entry) {
    return entry.ended() ? 0 : entry.state() == State.PROPOSED ? 1 : 2;
  }

  /** The alliances, the one that changed last first. */
  public List<Alliance> alliances() {
    List<Alliance> all = new ArrayList<>();
    alliances.forEach((key, entry) -> all.add(entry.alliance(key)));
    Collections.reverse(all);
    return List.copyOf(all);
  }

  /** What is remembered of one alliance. */
  public Optional<Entry> entry(AllianceKey key) {
    return Optional.ofNullable(alliances.get(key));
  }

  /** What is remembered of a figure. */
  public Optional<Figure> figure(Pair pair) {
    return trust.figure(pair);
  }

  /** The trust of one agent in another. */
  public int trust(AgentId of, AgentId in, Instant now) {
    return trust.trust(of, in, now);
  }

  /** Takes up what was kept; the oldest must come first. */
  public void restore(AllianceKey key, Entry entry) {
    put(key, entry, new Changes());
    evict(key.proposer(), new Changes());
  }

  /** Takes up what was kept. */
  public void restore(Pair pair, Figure figure) {
    trust.put(pair, figure);
  }

  /** The number of figures. */
  public int figures() {
    return trust.size();
  }
}
