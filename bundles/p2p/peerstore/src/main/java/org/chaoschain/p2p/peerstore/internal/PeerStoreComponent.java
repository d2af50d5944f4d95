// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.peerstore.internal;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.event.Event;
import org.chaoschain.api.event.Event.Category;
import org.chaoschain.api.event.Event.Severity;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.host.PeerStoreListener;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.identity.core.PeerRecord;
import org.chaoschain.p2p.identity.core.RecordException;
import org.chaoschain.p2p.identity.core.RecordLimits;
import org.chaoschain.p2p.peerstore.core.KnownPeer;
import org.chaoschain.p2p.peerstore.core.RememberedPeers;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of connected peers, and tells the host of them again: at the start, and
 * whenever it wants peers. A node that was killed finds its way back without a bootstrap node.
 */
@Component(
    service = {Discovery.class, ConnectionListener.class, PeerStoreListener.class},
    configurationPid = "org.chaoschain.p2p.peerstore")
@Designate(ocd = PeerStoreComponent.Settings.class)
public final class PeerStoreComponent implements Discovery, ConnectionListener, PeerStoreListener {
  private static final Logger LOG = LoggerFactory.getLogger(PeerStoreComponent.class);

  /** The settings of the persistent peer store. */
  @ObjectClassDefinition(
      name = "Persistent peer store",
      description = "What is remembered of peers over restarts")
  public @interface Settings {
    /** The bound. */
    @AttributeDefinition(
        description = "Peers that are remembered; the one not seen for longest is forgotten first")
    int max_peers() default 2_000;

    /** The lifetime. */
    @AttributeDefinition(description = "After which a peer that was not connected is forgotten")
    String lifetime() default "30d";

    /** The interval. */
    @AttributeDefinition(
        description = "How often what has changed is written; a kill loses no more than that")
    String write_interval() default "5s";

    /** The pause. */
    @AttributeDefinition(
        description = "The pause after an attempt to reach a remembered peer; it doubles each time")
    String retry_first() default "30s";

    /** The number at the start. */
    @AttributeDefinition(description = "Remembered peers that are tried at once at the start")
    int start_peers() default 16;
  }

  private final Host host;
  private final PeerStore peerStore;
  private final Clock clock;
  private final SerialExecutor executor;
  private final Duration lifetime;
  private final int startPeers;
  private final Path path;
  private final Events events;
  private final RememberedPeers remembered;

  /** Held while the file is opened, written and closed. */
  private final Object fileLock = new Object();

  private Optional<PeerFile> file = Optional.empty();
  private boolean unreadableTold;
  private boolean stopped;
  private final Counter written;
  private final Counter failures;
  private final Cancellable writing;
  private final Cancellable gauge;
  private volatile DiscoverySink sink;

  /** Made by Declarative Services; the file is opened and read afterwards, on a worker. */
  @Activate
  public PeerStoreComponent(
      @Reference Node node,
      @Reference Host host,
      @Reference PeerStore peerStore,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Events events,
      Settings settings) {
    this.host = host;
    this.peerStore = peerStore;
    this.clock = clock;
    this.executor = scheduler.serial("p2p-peerstore");
    this.lifetime = TimeSpan.parse(settings.lifetime());
    this.startPeers = settings.start_peers();
    this.remembered =
        new RememberedPeers(
            metrics.limit("p2p.peerstore.max.peers", settings.max_peers(), "peers"),
            lifetime,
            TimeSpan.parse(settings.retry_first()));
    this.written = metrics.counter("p2p.peerstore.written");
    this.failures = metrics.counter("p2p.peerstore.write.failures");
    this.events = events;
    this.path = node.directory("store").resolve("peers.mv");
    executor.execute(this::open);
    this.gauge = metrics.gauge("p2p.peerstore.peers", this::size);
    Duration interval = TimeSpan.parse(settings.write_interval());
    this.writing =
        scheduler.scheduleWithFixedDelay(interval, interval, () -> executor.execute(this::write));
  }

  @Deactivate
  void deactivate() {
    writing.cancel();
    gauge.cancel();
    synchronized (remembered) {
      host.connections().forEach(c -> remembered.lost(c.remotePeer(), clock.now()));
    }
    writeChanges();
    synchronized (fileLock) {
      stopped = true;
      file.ifPresent(PeerFile::close);
      file = Optional.empty();
    }
  }

  /**
   * Opens the file and tells what is in it; if that fails it is tried again at the next writing.
   */
  private void open() {
    List<KnownPeer> before;
    synchronized (fileLock) {
      if (stopped || file.isPresent()) {
        return;
      }
      try {
        PeerFile opened = new PeerFile(path);
        before = opened.read();
        file = Optional.of(opened);
      } catch (IOException e) {
        failures.increment();
        tellUnreadable(e.getMessage());
        return;
      }
    }
    synchronized (remembered) {
      remembered.restore(before, clock.now());
    }
    before.forEach(this::tellStore);
  }

  private void tellUnreadable(String why) {
    if (!unreadableTold) {
      unreadableTold = true;
      events.publish(
          new Event(
              Category.OPERATION,
              Severity.CRITICAL,
              "p2p.peerstore.unreadable",
              "Peers are not remembered over a restart until this is repaired: " + why,
              Map.of("file", path.toString())));
    }
  }

  private double size() {
    synchronized (remembered) {
      return remembered.all().size();
    }
  }

  /** Signed addresses are verified once more: the file could have been changed. */
  private void tellStore(KnownPeer peer) {
    peerStore.addAddresses(peer.peer(), peer.addresses(), lifetime);
    peer.record()
        .ifPresent(
            envelope -> {
              try {
                PeerRecord record = PeerRecord.open(envelope, RecordLimits.DEFAULT);
                if (record.peer().equals(peer.peer())) {
                  peerStore.putCertified(
                      record.peer(), envelope, record.sequence(), record.addresses(), lifetime);
                }
              } catch (RecordException e) {
                LOG.warn(
                    "The record that is kept of the peer {} is left out: {}",
                    peer.peer(),
                    e.getMessage());
              }
            });
  }

  private void write() {
    open();
    writeChanges();
  }

  private void writeChanges() {
    RememberedPeers.Changes changes;
    synchronized (remembered) {
      changes = remembered.takeChanges(clock.now());
    }
    if (changes.isEmpty()) {
      return;
    }
    try {
      synchronized (fileLock) {
        if (file.isEmpty()) {
          synchronized (remembered) {
            remembered.untakeKept(changes);
          }
          return;
        }
        file.get().write(changes);
      }
      written.add(changes.kept().size());
    } catch (IOException | IllegalStateException e) {
      failures.increment();
      LOG.warn("What has become known of peers is not on the disk yet: {}", e.getMessage());
      synchronized (remembered) {
        remembered.untake(changes);
      }
    }
  }

  @Override
  public String name() {
    return "remembered";
  }

  @Override
  public void start(DiscoverySink to) {
    sink = to;
    executor.execute(() -> report(startPeers));
  }

  @Override
  public void wanted(int peers) {
    executor.execute(() -> report(peers));
  }

  @Override
  public void stop() {
    sink = null;
  }

  private void report(int wanted) {
    DiscoverySink to = sink;
    if (to == null) {
      return;
    }
    Set<PeerId> connected =
        host.connections().stream().map(Connection::remotePeer).collect(Collectors.toSet());
    List<KnownPeer> candidates;
    synchronized (remembered) {
      candidates = remembered.candidates(wanted, connected::contains, clock.nanoTime());
    }
    candidates.forEach(peer -> to.found(new AddressInfo(peer.peer(), peer.addresses())));
  }

  @Override
  public void onConnected(Connection connection) {
    remember(connection.remotePeer());
  }

  @Override
  public void onProtocols(PeerId peer) {
    if (host.connection(peer).isPresent()) {
      remember(peer);
    }
  }

  private void remember(PeerId peer) {
    KnownPeer known =
        new KnownPeer(
            peer, peerStore.addresses(peer), peerStore.certifiedRecord(peer), clock.now());
    synchronized (remembered) {
      remembered.seen(known);
    }
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    synchronized (remembered) {
      remembered.lost(connection.remotePeer(), clock.now());
    }
  }
}
