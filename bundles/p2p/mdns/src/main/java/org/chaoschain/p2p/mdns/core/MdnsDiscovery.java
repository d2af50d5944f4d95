// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for peers on the local network in pauses that double, answers those who ask, and reports who
 * answers. Nothing is ever sent to one machine alone, so that nobody can be made the target of
 * answers. Safe for use by many threads.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/discovery/mdns.md">mdns</a>
 */
public final class MdnsDiscovery implements Discovery, Wire.Receiver {
  private static final Logger LOG = LoggerFactory.getLogger(MdnsDiscovery.class);

  /** RFC 6762, section 6: answers of many are spread over 20 to 120 ms. */
  private static final Duration LEAST_DELAY = Duration.ofMillis(20);

  private static final Duration MOST_DELAY = Duration.ofMillis(120);

  /** RFC 6762, section 6: a record is multicast once in a second at most. */
  private static final Duration BETWEEN_ANSWERS = Duration.ofSeconds(1);

  private static final double JITTER = 0.2;

  private final MdnsConfig config;
  private final PeerId own;
  private final Announcement announcement;
  private final Supplier<List<Multiaddr>> addresses;
  private final Wire wire;
  private final Clock clock;
  private final Scheduler scheduler;
  private final RandomGenerator random;
  private final SerialExecutor executor;
  private final Allowance allowance;
  private final Sightings sightings;
  private final Limit maxPackets;
  private final Limit maxAddresses;
  private final Counter queries;
  private final Counter answers;
  private final Counter reports;
  private final Set<Announcement.Wanted> wanted = EnumSet.noneOf(Announcement.Wanted.class);

  /** Held while the sink is called, so that it is not called any more once stop has returned. */
  private final Object sinkLock = new Object();

  private Cancellable queryTimer = () -> false;
  private Cancellable answerTimer = () -> false;
  private Duration pause;
  private long lastQuery;
  private long dueAt;
  private long lastAnswer;
  private boolean answered;
  private boolean open;
  private volatile DiscoverySink sink;

  /**
   * Makes a discovery.
   *
   * @param own this node
   * @param peerName a random name: 32 letters and digits or more, less than 64
   * @param addresses where this node is reached now, with or without {@code /p2p/…}
   */
  public MdnsDiscovery(
      MdnsConfig config,
      PeerId own,
      String peerName,
      Supplier<List<Multiaddr>> addresses,
      Wire wire,
      Clock clock,
      Scheduler scheduler,
      RandomGenerator random,
      Metrics metrics) {
    if (!peerName.matches("[a-z0-9]{32,63}")) {
      throw new IllegalArgumentException(
          "a peer name is 32 to 63 lower-case letters and digits, not '" + peerName + "'");
    }
    this.config = config;
    this.own = own;
    this.announcement = new Announcement(peerName, config);
    this.addresses = addresses;
    this.wire = wire;
    this.clock = clock;
    this.scheduler = scheduler;
    this.random = random;
    this.executor = scheduler.serial("p2p-mdns");
    this.pause = config.firstPause();
    String prefix = MdnsConfig.PREFIX;
    this.maxPackets =
        metrics.limit(prefix + "max.packets", config.maxPackets(), "packets a second");
    this.maxAddresses = metrics.limit(prefix + "max.addresses", config.maxAddresses(), "addresses");
    Limit maxPeers = metrics.limit(prefix + "max.peers", config.maxPeers(), "peers");
    this.allowance = new Allowance(config.maxPackets(), clock.nanoTime());
    this.sightings = new Sightings(maxPeers, config.ttl());
    this.queries = metrics.counter("p2p.mdns.queries");
    this.answers = metrics.counter("p2p.mdns.answers");
    this.reports = metrics.counter("p2p.mdns.reports");
  }

  @Override
  public String name() {
    return "mdns";
  }

  @Override
  public void start(DiscoverySink target) {
    synchronized (sinkLock) {
      sink = target;
    }
    executor.execute(
        () -> {
          open = true;
          wire.open(this);
          query();
        });
  }

  @Override
  public void wanted(int peers) {
    executor.execute(
        () -> {
          long soonest = lastQuery + config.firstPause().toNanos();
          if (open && dueAt - soonest > 0) {
            queryAt(Math.max(soonest, clock.nanoTime()));
          }
        });
  }

  @Override
  public void stop() {
    synchronized (sinkLock) {
      sink = null;
    }
    executor.execute(
        () -> {
          queryTimer.cancel();
          answerTimer.cancel();
          if (open) {
            open = false;
            if (answered) {
              wire.send(announcement.goodbye());
            }
            wire.close();
          }
        });
  }

  @Override
  public boolean admits() {
    if (allowance.take(clock.nanoTime())) {
      return true;
    }
    maxPackets.refuse("multicast DNS", 1L + config.maxPackets());
    return false;
  }

  @Override
  public void received(Packet packet) {
    executor.execute(
        () -> {
          if (!open) {
            return;
          }
          if (packet instanceof Packet.Query query) {
            asked(query);
          } else if (packet instanceof Packet.Response response) {
            told(response.answers());
            told(response.additional());
          }
        });
  }

  private void query() {
    if (!open) {
      return;
    }
    lastQuery = clock.nanoTime();
    queries.increment();
    wire.send(announcement.query());
    long next = (long) (pause.toNanos() * (1 + JITTER * random.nextDouble()));
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(config.lastPause()) < 0 ? doubled : config.lastPause();
    queryAt(lastQuery + next);
  }

  private void queryAt(long time) {
    queryTimer.cancel();
    dueAt = time;
    Duration delay = Duration.ofNanos(Math.max(0, time - clock.nanoTime()));
    queryTimer = scheduler.schedule(delay, () -> executor.execute(this::query));
  }

  private void asked(Packet.Query query) {
    boolean first = wanted.isEmpty();
    if (!wanted.addAll(announcement.wanted(query)) || !first) {
      return; // nothing of this node, or the answer is on its way already
    }
    long spread = MOST_DELAY.minus(LEAST_DELAY).toNanos();
    long delay = LEAST_DELAY.toNanos() + (long) (spread * random.nextDouble());
    if (answered) {
      delay = Math.max(delay, lastAnswer + BETWEEN_ANSWERS.toNanos() - clock.nanoTime());
    }
    answerTimer = scheduler.schedule(Duration.ofNanos(delay), () -> executor.execute(this::answer));
  }

  private void answer() {
    if (!open) {
      return;
    }
    Set<Announcement.Wanted> now = EnumSet.copyOf(wanted);
    wanted.clear();
    List<Multiaddr> reachable =
        addresses.get().stream()
            .filter(Reachable::test)
            .map(address -> address.withoutPeer().withPeer(own))
            .filter(Announcement::fits)
            .distinct()
            .limit(config.maxAddresses())
            .toList();
    if (reachable.isEmpty()) {
      now.remove(Announcement.Wanted.PEERS);
      now.remove(Announcement.Wanted.DETAILS);
    }
    if (now.isEmpty()) {
      return;
    }
    answered = true;
    lastAnswer = clock.nanoTime();
    answers.increment();
    wire.send(announcement.response(now, reachable));
  }

  private void told(List<Resource> records) {
    String end = "." + announcement.service();
    for (Resource record : records) {
      boolean ofPeer = record.owner().toLowerCase(Locale.ROOT).endsWith(end);
      if (record instanceof Resource.Texts texts
          && ofPeer
          && texts.ttl() > 0
          && !announcement.own(texts.owner())) {
        new Answer(texts, maxAddresses).peers().forEach(this::seen);
      }
    }
  }

  private void seen(PeerId peer, List<Multiaddr> at) {
    if (peer.equals(own) || !sightings.report(peer, clock.nanoTime())) {
      return;
    }
    synchronized (sinkLock) {
      if (sink == null) {
        return;
      }
      reports.increment();
      try {
        sink.found(new AddressInfo(peer, at));
      } catch (RuntimeException e) {
        LOG.warn("What mdns has found is not taken: {}", e.toString());
      }
    }
  }
}
