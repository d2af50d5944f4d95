// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.api.time.SerialExecutor;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.ProtocolNotSupportedException;
import org.chaoschain.p2p.api.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The streams of one publish and subscribe protocol: one to each peer for what is sent, one from
 * each for what is received. The router lives under this object's monitor; whoever uses the router
 * otherwise synchronises on this object too.
 */
public final class PeerStreams implements ConnectionListener {
  private static final Logger LOG = LoggerFactory.getLogger(PeerStreams.class);

  /** What decides who is sent what. */
  public interface Router {
    /** A peer can be sent to by this stream; called with the monitor held. */
    void peerUp(PeerId peer, Stream stream);

    /** A peer has gone; called with the monitor held. */
    void peerDown(PeerId peer);

    /**
     * What a peer subscribed to counts no more: the stream on which it has told so has ended.
     * Called with the monitor held.
     */
    void forgetSubscriptions(PeerId peer);

    /**
     * A peer has sent an RPC; called without the monitor, in the order in which they came. It asks
     * {@link PeerStreams#hears} before anything changes.
     *
     * @return false if nothing more of the stream counts
     */
    boolean received(Stream stream, byte[] rpc);

    /**
     * How long a peer is not read after that many bytes, since nothing of it counts; zero if it
     * does. From any thread; it does not block.
     */
    default Duration rest(PeerId peer, long bytes) {
      return Duration.ZERO;
    }

    /**
     * There was no room for an RPC that must not be left out. Called without the monitor.
     *
     * @return whether it will be told again, else the stream ends
     */
    boolean unsent(PeerId peer, Outgoing rpc);
  }

  /** What of an RPC counts. */
  public enum Hearing {
    /** Nothing. */
    NOTHING,
    /** All but its subscriptions: they are those of a connection that the peer leaves. */
    NO_SUBSCRIPTIONS,
    /** All of it. */
    ALL
  }

  private final List<String> protocols;
  private final StreamLimits limits;
  private final Host host;
  private final PeerStore peerStore;
  private final Scheduler scheduler;
  private final SerialExecutor executor;
  private final Turns turns;
  private final Router router;
  private final Map<PeerId, Neighbour> peers = new HashMap<>();
  private boolean stopped;

  /** Has what streams bring routed on the router's executor, of each peer in its turn. */
  private final RpcReader.Sink inbound =
      new RpcReader.Sink() {
        @Override
        public void received(Stream stream, List<byte[]> rpcs, Runnable routed) {
          PeerId from = stream.connection().remotePeer();
          long bytes = 0;
          for (byte[] rpc : rpcs) {
            bytes += rpc.length;
          }
          Batch batch = new Batch(stream, rpcs.size(), bytes, routed);
          for (byte[] rpc : rpcs) {
            turns.add(from, RpcReader.FRAME_OVERHEAD + rpc.length, () -> batch.route(rpc));
          }
        }

        @Override
        public boolean slow(Stream stream) {
          return !router.rest(stream.connection().remotePeer(), 1000).isZero();
        }

        @Override
        public void ended(Stream stream) {
          turns.add(stream.connection().remotePeer(), 0, () -> inboundEnded(stream));
        }
      };

  /** RPCs that came together; inside the executor. */
  private final class Batch {
    private final Stream stream;
    private final long bytes;
    private final Runnable routed;
    private int left;
    private boolean heard = true;

    Batch(Stream stream, int size, long bytes, Runnable routed) {
      this.stream = stream;
      this.bytes = bytes;
      this.left = size;
      this.routed = routed;
    }

    void route(byte[] rpc) {
      left--;
      try {
        heard = heard && router.received(stream, rpc);
      } finally {
        if (left == 0) {
          done();
        }
      }
    }

    /** The stream goes on, at once as a rule. */
    private void done() {
      Duration rest = router.rest(stream.connection().remotePeer(), bytes);
      if (rest.isZero()) {
        routed.run();
      } else {
        scheduler.schedule(rest, routed);
      }
    }
  }

  /**
   * Makes the streams of no peers.
   *
   * @param protocols to ask for, best first
   * @param executor where the router is told of what came
   */
  public PeerStreams(
      List<String> protocols,
      StreamLimits limits,
      Host host,
      PeerStore peerStore,
      Scheduler scheduler,
      SerialExecutor executor,
      Router router) {
    this.protocols = List.copyOf(protocols);
    this.limits = limits;
    this.host = host;
    this.peerStore = peerStore;
    this.scheduler = scheduler;
    this.executor = executor;
    this.turns = new Turns(executor);
    this.router = router;
  }

  /** A peer has opened a stream to this node. */
  public void onStream(Stream stream) {
    turns.add(stream.connection().remotePeer(), 0, () -> inboundStarted(stream));
    stream.handler(new RpcReader(stream, limits, inbound));
    stream.reading(true);
  }

  @Override
  public void onConnected(Connection connection) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      if (stopped) {
        return;
      }
      peers.computeIfAbsent(id, p -> new Neighbour(connection));
    }
    executor.execute(() -> open(id));
    executor.execute(() -> move(id, connection));
  }

  @Override
  public void onDraining(Connection connection) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.connection != connection) {
        return;
      }
      peer.draining = true;
    }
    host.connection(id).ifPresent(best -> executor.execute(() -> move(id, best)));
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    PeerId id = connection.remotePeer();
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.connection != connection) {
        return;
      }
      Optional<Connection> other =
          host.connections().stream()
              .filter(c -> c != connection && c.remotePeer().equals(id) && !c.closed())
              .findFirst();
      peer.disconnected();
      if (other.isEmpty()) {
        peers.remove(id);
        router.peerDown(id);
        return;
      }
      peer.connection = other.get();
    }
    executor.execute(() -> open(id));
  }

  /** A peer has told what it offers. */
  public void onProtocols(PeerId peer) {
    if (peerStore.protocols(peer).stream().anyMatch(protocols::contains)) {
      executor.execute(() -> open(peer));
    }
  }

  /** Ends every stream, so that peers know at once that they have to open others. */
  public void stop() {
    List<Outlet> open;
    List<Stream> inbounds;
    synchronized (this) {
      stopped = true;
      inbounds = peers.values().stream().map(p -> p.inbound).filter(i -> i != null).toList();
      open = peers.values().stream().map(p -> p.outlet).filter(o -> o != null).toList();
      peers.values().forEach(Neighbour::disconnected);
      peers.clear();
    }
    open.forEach(Outlet::close);
    CloseReason reason = new CloseReason(CloseReason.Kind.SHUTDOWN, "publish and subscribe stops");
    inbounds.forEach(stream -> stream.reset(reason));
  }

  private void open(PeerId id) {
    Connection connection;
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.outlet != null || peer.opening) {
        return;
      }
      peer.reopen.cancel();
      peer.opening = true;
      connection = peer.connection;
    }
    connection
        .newStream(protocols)
        .whenComplete(
            (stream, failure) -> {
              if (failure != null) {
                openFailed(id, connection, failure);
              } else {
                opened(id, connection, stream);
              }
            });
  }

  /** Opens a stream on another connection, in the place of one on a connection that drains. */
  private void move(PeerId id, Connection to) {
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || !peer.draining || peer.connection == to || to.closed()) {
        return;
      }
    }
    to.newStream(protocols)
        .whenComplete(
            (stream, failure) -> {
              if (failure == null) {
                moved(id, to, stream);
              } else {
                LOG.debug("{} gets no stream of {}: {}", to, protocols, failure.getMessage());
              }
            });
  }

  private void moved(PeerId id, Connection to, Stream stream) {
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || !peer.draining || peer.connection == to) {
        stream.close();
        return;
      }
      Outlet old = peer.outlet;
      peer.connection = to;
      peer.draining = false;
      takeUp(id, peer, stream);
      if (old != null) {
        old.finish();
      }
    }
  }

  private synchronized void openFailed(PeerId id, Connection connection, Throwable failure) {
    LOG.debug("{} gets no stream of {}: {}", connection, protocols, failure.getMessage());
    Neighbour peer = peers.get(id);
    if (peer == null || peer.connection != connection) {
      return;
    }
    peer.opening = false;
    peer.forgetWaiting();
    if (!(failure instanceof ProtocolNotSupportedException)) {
      reopenLater(id, peer);
    }
  }

  private void opened(PeerId id, Connection connection, Stream stream) {
    synchronized (this) {
      Neighbour peer = peers.get(id);
      if (peer == null || peer.connection != connection || peer.outlet != null) {
        stream.close();
        return;
      }
      takeUp(id, peer, stream);
    }
  }

  /** What is sent to a peer goes to this stream from now on. Under the lock. */
  private void takeUp(PeerId id, Neighbour peer, Stream stream) {
    Outlet outlet =
        new Outlet(stream, limits, () -> lost(id, stream), rpc -> router.unsent(id, rpc));
    peer.opening = false;
    peer.outlet = outlet;
    peer.stream = stream;
    stream.handler(outlet);
    stream.reading(true);
    router.peerUp(id, stream);
    peer.waiting.forEach(outlet::post);
    peer.forgetWaiting();
  }

  private synchronized void lost(PeerId id, Stream stream) {
    Neighbour peer = peers.get(id);
    if (peer != null && peer.stream == stream) {
      peer.outlet = null;
      peer.stream = null;
      reopenLater(id, peer);
    }
  }

  /** A stream that was lost is opened again after a pause that doubles. Under the lock. */
  private void reopenLater(PeerId id, Neighbour peer) {
    peer.reopen.cancel();
    peer.reopen = scheduler.schedule(peer.nextPause(), () -> executor.execute(() -> open(id)));
  }

  /**
   * Of several streams that a peer opens the last one counts, as with other implementations. One
   * that the peer has left behind on another connection is heard to its end: it holds what was sent
   * before the move.
   */
  private void inboundStarted(Stream stream) {
    PeerId from = stream.connection().remotePeer();
    Stream older;
    synchronized (this) {
      Neighbour peer = peers.get(from);
      if (peer == null) {
        older = stream;
      } else {
        older = peer.startInbound(stream);
        if (!peer.inboundIsNew) {
          router.forgetSubscriptions(from);
        }
      }
    }
    if (older == stream) {
      stream.reset(new CloseReason(CloseReason.Kind.SHUTDOWN, stream + ": nobody listens here"));
    } else if (older != null) {
      older.reset(
          new CloseReason(CloseReason.Kind.LOCAL, older + " was replaced by a newer stream"));
    }
  }

  private synchronized void inboundEnded(Stream stream) {
    PeerId from = stream.connection().remotePeer();
    Neighbour peer = peers.get(from);
    if (peer != null && peer.endInbound(stream)) {
      router.forgetSubscriptions(from);
    }
  }

  /** Whether what comes by this stream counts; with the monitor held. */
  public Hearing hears(Stream stream) {
    PeerId from = stream.connection().remotePeer();
    Neighbour peer = peers.get(from);
    if (peer == null || !peer.hears(stream)) {
      return Hearing.NOTHING;
    }
    if (peer.older == stream) {
      return Hearing.NO_SUBSCRIPTIONS;
    }
    if (peer.inboundIsNew) {
      peer.inboundIsNew = false;
      router.forgetSubscriptions(from);
    }
    return Hearing.ALL;
  }

  /** Ends a stream; what has come behind the violation is not routed. */
  public void breaksRules(Stream stream, String how) {
    inboundEnded(stream);
    stream.reset(CloseReason.protocolError(how));
  }

  /**
   * Queues what is to be sent; with the monitor held, so that it goes out in the order in which it
   * was decided.
   *
   * @return whether it was queued
   */
  public boolean send(PeerId to, Outgoing rpc) {
    Neighbour peer = peers.get(to);
    if (peer != null && peer.outlet != null) {
      peer.outlet.post(rpc);
      return true;
    }
    if (rpc.keep() == Outgoing.Keep.ALWAYS) {
      // the stream begins with all subscriptions
      return false;
    }
    if (peer != null && peer.opening) {
      if (limits.maxQueue().allows(peer.waitingBytes + rpc.size())) {
        peer.waitingBytes += rpc.size();
        peer.waiting.add(rpc);
        return true;
      }
      limits.maxQueue().refused().increment();
    }
    limits.counter("unsent").increment();
    return false;
  }

  /**
   * Whether a peer reads too slowly for one more message of a class; with the monitor held.
   *
   * @param size in bytes
   */
  public boolean full(PeerId to, Priority priority, int size) {
    Neighbour peer = peers.get(to);
    return peer != null && peer.outlet != null && peer.outlet.full(priority, size);
  }

  /**
   * Whether what a peer sends is routed; else it waits as bytes, and beyond {@code maxInbound} the
   * peer is not read. From any thread.
   */
  public void reading(PeerId peer, boolean wanted) {
    turns.reading(peer, wanted);
  }

  /** Takes out what waits for a peer and is of no use any more; with the monitor held. */
  public void cancel(PeerId to, Predicate<Outgoing> useless) {
    Neighbour peer = peers.get(to);
    if (peer != null && peer.outlet != null) {
      peer.outlet.cancel(useless);
    }
  }
}
