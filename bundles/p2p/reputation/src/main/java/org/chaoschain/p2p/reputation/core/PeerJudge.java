// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.reputation.core;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Event.Category;
import org.chaoschain.api.event.Event.Severity;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.reputation.Offence;

/**
 * Makes one score for each peer, bans below a threshold, and notices attacks. Pure: what happened
 * and the time go in, {@link Action}s come out, in the order in which they are to be done. Not safe
 * for threads.
 *
 * <p>The score of a peer is what is held against it, which decays, and a share for its gossip
 * score: {@code banThreshold * gossipShare} at the graylist threshold, in proportion above and
 * below. A banned peer begins on probation: after the ban half of the threshold is held against it.
 */
public final class PeerJudge {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration PREFIX_WINDOW = Duration.ofMinutes(10);
  private static final int BITS_4 = 24;
  private static final int BITS_6 = 48;
  private static final int ADDRESS_BITS_4 = 32;
  private static final int ADDRESS_BITS_6 = 64;

  /** One address counts for at most this part of the ids that close a prefix. */
  private static final int SHARE_OF_ADDRESS = 4;

  private static final List<IpPrefix> LOOPBACK =
      List.of(IpPrefix.parse("127.0.0.0/8"), IpPrefix.parse("::1"));
  private static final int MAX_SEEN = 200;
  private static final int MAX_REFUSED_PREFIXES = 1_024;

  private final ReputationConfig config;
  private final ToDoubleFunction<PeerId> gossip;
  private final Metrics metrics;
  private final Counter banned;
  private final ScoreBook book;
  private final BanList bans;
  private final Tally<PeerId, Long> signatureFailures;
  private final Tally<PeerId, Long> connects;
  private final Tally<IpPrefix, PeerId> ids;
  private final Tally<IpPrefix, PeerId> idsOfAddress;
  private final Map<IpPrefix, Instant> refused = new LinkedHashMap<>();
  private long count;

  /**
   * Makes a judge that holds nothing against anybody.
   *
   * @param gossip the gossip score of a peer as a share of the graylist threshold: 0 for a good
   *     one, 1 for one at the threshold
   */
  public PeerJudge(ReputationConfig config, ToDoubleFunction<PeerId> gossip, Metrics metrics) {
    this.config = config;
    this.gossip = gossip;
    this.metrics = metrics;
    this.banned = metrics.counter("p2p.reputation.bans");
    this.book =
        new ScoreBook(
            config.halfLife().toNanos(),
            metrics.limit(ReputationConfig.KEY_PREFIX + "max.peers", config.maxPeers(), "peers"));
    this.bans =
        new BanList(
            config,
            metrics.limit(ReputationConfig.KEY_PREFIX + "max.bans", config.maxBans(), "bans"));
    this.signatureFailures = new Tally<>(config.signatureFailures(), MINUTE.toNanos());
    this.connects = new Tally<>(config.connects(), MINUTE.toNanos());
    this.ids = new Tally<>(config.idsPerPrefix(), PREFIX_WINDOW.toNanos());
    this.idsOfAddress = new Tally<>(idsPerAddress(), PREFIX_WINDOW.toNanos());
  }

  /** Takes bans of an earlier run. */
  public void restore(Collection<Ban> before, Instant now) {
    bans.restore(before, now);
  }

  /** A protocol holds something against a peer. */
  public List<Action> report(
      PeerId peer, Offence offence, String seen, long nowNanos, Instant now) {
    metrics
        .counter("p2p.reputation.offences", "kind", offence.name().toLowerCase(Locale.ROOT))
        .increment();
    List<Action> actions = new ArrayList<>();
    if (offence == Offence.BAD_SIGNATURE && signatureFailures.add(peer, ++count, nowNanos)) {
      actions.add(
          attack(
              "signatures",
              "The peer %s has sent %d bad signatures within a minute; the last: %s. They count against it, and it is banned when its score falls below %s"
                  .formatted(peer, config.signatureFailures(), cut(seen), config.banThreshold()),
              Map.of("peer", peer.toString())));
    }
    book.charge(peer, config.costs().get(offence), nowNanos);
    judge(peer, cut(seen), nowNanos, now).forEach(actions::add);
    return actions;
  }

  /**
   * An attack on publish and subscribe was noticed; what it costs is reported apart.
   *
   * @param name a short name for machines: {@code ihave-flood}
   * @param detail what was seen and what was done
   */
  public Action noticed(String name, Optional<PeerId> peer, String detail) {
    Map<String, String> details = new LinkedHashMap<>();
    peer.ifPresent(id -> details.put("peer", id.toString()));
    return attack(name, cut(detail), details);
  }

  /**
   * A peer has connected.
   *
   * @param inbound whether it has dialled; only then its coming counts
   */
  public List<Action> connected(
      PeerId peer, Multiaddr from, boolean inbound, long nowNanos, Instant now) {
    if (!inbound) {
      return List.of();
    }
    List<Action> actions = new ArrayList<>();
    if (connects.add(peer, ++count, nowNanos)) {
      actions.add(
          attack(
              "churn",
              "The peer %s has connected %d times within a minute. That counts against it"
                  .formatted(peer, config.connects()),
              Map.of("peer", peer.toString(), "address", from.toString())));
      String seen = "connected %d times within a minute".formatted(config.connects());
      actions.addAll(report(peer, Offence.CHURN, seen, nowNanos, now));
    }
    address(from).ifPresent(address -> crowds(address, from, peer, nowNanos, now, actions));
    return actions;
  }

  /**
   * Who has one address can make as many ids as he likes. So that he cannot close the doors of all
   * his neighbours, that closes his address, and counts for a part of his prefix only.
   */
  private void crowds(
      IpPrefix address,
      Multiaddr from,
      PeerId peer,
      long nowNanos,
      Instant now,
      List<Action> actions) {
    if (idsOfAddress.add(address, peer, nowNanos)) {
      actions.add(crowd(address, idsPerAddress(), now));
    }
    if (idsOfAddress.count(address) <= Math.max(1, config.idsPerPrefix() / SHARE_OF_ADDRESS)) {
      prefix(from)
          .filter(prefix -> ids.add(prefix, peer, nowNanos))
          .ifPresent(prefix -> actions.add(crowd(prefix, config.idsPerPrefix(), now)));
    }
  }

  private int idsPerAddress() {
    return Math.max(1, config.idsPerPrefix() / 2);
  }

  private Action crowd(IpPrefix prefix, int number, Instant now) {
    boolean refuse = !config.prefixRefusal().isZero();
    if (refuse) {
      if (refused.size() >= MAX_REFUSED_PREFIXES) {
        refused.remove(refused.keySet().iterator().next());
      }
      refused.put(prefix, now.plus(config.prefixRefusal()));
    }
    return attack(
        "prefix",
        "%d different peer ids have connected from %s within ten minutes. %s"
            .formatted(
                number,
                prefix.toString(),
                refuse
                    ? "No more are let in from there for " + config.prefixRefusal()
                    : "They are let in, since p2p.reputation.attack.prefix.refusal is 0"),
        Map.of("prefix", prefix.toString()));
  }

  /** Why nobody is let in from an address now; empty if somebody may. */
  public Optional<String> refuses(Multiaddr from, Instant now) {
    return address(from)
        .flatMap(address -> refuses(address, now))
        .or(() -> prefix(from).flatMap(prefix -> refuses(prefix, now)));
  }

  private Optional<String> refuses(IpPrefix place, Instant now) {
    Instant until = refused.get(place);
    if (until == null || !now.isBefore(until)) {
      refused.remove(place);
      return Optional.empty();
    }
    return Optional.of(
        "too many peer ids have come from %s; nobody is let in from there until %s (p2p.reputation.attack.prefix.refusal)"
            .formatted(place, until));
  }

  /**
   * Looks at peers whose gossip score may have fallen, and forgets what is over.
   *
   * @param peers those that are connected
   */
  public List<Action> review(Collection<PeerId> peers, long nowNanos, Instant now) {
    book.tidy(nowNanos);
    List<Action> actions = new ArrayList<>();
    if (bans.tidy(now)) {
      actions.add(new Action.Keep());
    }
    for (PeerId peer : peers) {
      actions.addAll(judge(peer, "its gossip score", nowNanos, now));
    }
    return actions;
  }

  private List<Action> judge(PeerId peer, String seen, long nowNanos, Instant now) {
    double score = score(peer, nowNanos);
    if (score >= config.banThreshold() || bans.find(peer, now).isPresent()) {
      return List.of();
    }
    banned.increment();
    Ban ban = bans.ban(peer, score, seen, now);
    book.settle(peer, config.banThreshold() / 2, nowNanos);
    return List.of(
        new Action.Keep(),
        new Action.Disconnect(peer, text(ban)),
        new Action.Raise(
            new Event(
                Category.SECURITY,
                Severity.WARNING,
                "p2p.peer.banned",
                "%s. \"chaos bans lift %s\" lets it in again".formatted(text(ban), peer),
                details(ban))));
  }

  /** A person bans a peer. */
  public List<Action> ban(PeerId peer, Duration length, String reason, Instant now) {
    Ban ban = bans.banByHand(peer, length, cut(reason), now);
    return List.of(
        new Action.Keep(),
        new Action.Disconnect(peer, text(ban)),
        new Action.Raise(
            new Event(Category.AUDIT, Severity.INFO, "p2p.peer.banned", text(ban), details(ban))));
  }

  /** A person lifts a ban; what is held against the peer is forgiven. Empty if there is none. */
  public List<Action> lift(PeerId peer, Instant now) {
    Optional<Ban> lifted = bans.lift(peer, now);
    if (lifted.isEmpty()) {
      return List.of();
    }
    book.forget(peer);
    return List.of(
        new Action.Keep(),
        new Action.Raise(
            new Event(
                Category.AUDIT,
                Severity.INFO,
                "p2p.peer.unbanned",
                "The ban of the peer %s, which would have held until %s, was lifted"
                    .formatted(peer, lifted.get().until()),
                details(lifted.get()))));
  }

  /** The score of a peer, 0 or negative. */
  public double score(PeerId peer, long nowNanos) {
    double share = Math.max(0, gossip.applyAsDouble(peer));
    return book.score(peer, nowNanos) + share * config.gossipShare() * config.banThreshold();
  }

  /** The scores of all that something is held against, without gossip. */
  public Map<PeerId, Double> offenders(long nowNanos) {
    return book.scores(nowNanos);
  }

  /** The ban of a peer that holds now. */
  public Optional<Ban> ban(PeerId peer, Instant now) {
    return bans.find(peer, now);
  }

  /** All bans that hold or are remembered, oldest first. */
  public List<Ban> bans() {
    return bans.all();
  }

  /** What a ban means, one sentence without its end mark. */
  public static String text(Ban ban) {
    return ban.byHand()
        ? "The peer %s is banned by hand until %s: %s"
            .formatted(ban.peer(), ban.until(), ban.reason())
        : "The peer %s is banned until %s, ban number %d in a row: its score is %.1f; the last it did: %s"
            .formatted(ban.peer(), ban.until(), ban.times(), ban.score(), ban.reason());
  }

  private static Map<String, String> details(Ban ban) {
    return Map.of(
        "peer", ban.peer().toString(),
        "until", ban.until().toString(),
        "score", "%.1f".formatted(ban.score()),
        "times", Integer.toString(ban.times()));
  }

  private Action attack(String name, String message, Map<String, String> details) {
    metrics.counter("p2p.reputation.attacks", "kind", name).increment();
    return new Action.Raise(
        new Event(Category.SECURITY, Severity.WARNING, "p2p.attack." + name, message, details));
  }

  /** The part of an address that one owner of many usually has; empty for this machine itself. */
  private static Optional<IpPrefix> prefix(Multiaddr address) {
    return place(address, BITS_4, BITS_6);
  }

  /** What one household has. */
  private static Optional<IpPrefix> address(Multiaddr address) {
    return place(address, ADDRESS_BITS_4, ADDRESS_BITS_6);
  }

  private static Optional<IpPrefix> place(Multiaddr address, int bits4, int bits6) {
    return LOOPBACK.stream().anyMatch(range -> range.contains(address))
        ? Optional.empty()
        : IpPrefix.of(address, bits4, bits6);
  }

  private static String cut(String text) {
    return text.length() <= MAX_SEEN ? text : text.substring(0, MAX_SEEN) + "…";
  }
}
