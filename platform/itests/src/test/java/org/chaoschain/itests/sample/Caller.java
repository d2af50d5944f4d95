// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests.sample;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.stream.Stream;

/**
 * The command {@code echo.call}: holds streams of {@link Echo} to a peer, one message after the
 * other on each, and counts. A line whose stream is told to end opens another one and goes on
 * there.
 */
public final class Caller implements ControlCommand, ConnectionListener {
  private static final Duration AGAIN = Duration.ofMillis(5);

  private Host host;
  private Scheduler scheduler;
  private Clock clock;
  private volatile boolean running;
  private PeerId peer;
  private final List<Line> lines = new ArrayList<>();
  private final Set<Connection> draining = ConcurrentHashMap.newKeySet();
  private final AtomicInteger open = new AtomicInteger();
  private final AtomicLong sent = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong opened = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong cut = new AtomicLong();
  private final AtomicLong longest = new AtomicLong();
  private final Set<String> troubles = ConcurrentHashMap.newKeySet();

  void setHost(Host service) {
    host = service;
  }

  void setScheduler(Scheduler service) {
    scheduler = service;
  }

  void setClock(Clock service) {
    clock = service;
  }

  @Override
  public String name() {
    return "echo.call";
  }

  @Override
  public String summary() {
    return "Holds streams to a peer and counts";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    switch (request.requireText("do")) {
      case "start" -> start(request.requireText("address"), request.requireText("lines"));
      case "stop" -> running = false;
      default -> {
        // tells how it stands
      }
    }
    Map<String, Object> now = new LinkedHashMap<>();
    now.put("open", open.get());
    now.put("answered", answered.get());
    now.put("sent", sent.get());
    now.put("opened", opened.get());
    now.put("refused", refused.get());
    now.put("cut", cut.get());
    now.put("longest_ms", longest.get() / 1_000_000);
    now.put("troubles", List.copyOf(troubles));
    reply.item(now);
  }

  private void start(String address, String count) {
    Multiaddr at = Multiaddr.parse(address);
    peer = at.peerId().orElseThrow();
    running = true;
    host.connect(new AddressInfo(peer, List.of(at.withoutPeer())))
        .whenComplete(
            (connection, failure) -> {
              if (failure != null) {
                troubles.add(failure.toString());
              }
              for (int i = 0; i < Integer.parseInt(count); i++) {
                Line line = new Line();
                lines.add(line);
                line.open();
              }
            });
  }

  @Override
  public void onConnected(Connection connection) {}

  @Override
  public void onDraining(Connection connection) {
    draining.add(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    draining.remove(connection);
  }

  private final class Line implements DuplexHandler {
    private Stream stream;
    private int missing;
    private boolean last;
    private boolean ending;
    private long since;

    void open() {
      if (since == 0) {
        since = clock.nanoTime();
      }
      host.newStream(peer, List.of(Echo.ID))
          .whenComplete(
              (fresh, failure) -> {
                if (failure != null) {
                  refused.incrementAndGet();
                  troubles.add(failure.toString());
                  again();
                  return;
                }
                opened.incrementAndGet();
                open.incrementAndGet();
                stream = fresh;
                missing = 0;
                last = false;
                ending = false;
                fresh.handler(this);
                fresh.reading(true);
                ask();
              });
    }

    private void again() {
      if (running) {
        scheduler.schedule(AGAIN, this::open);
      }
    }

    /** The stream may have ended in the pause, and another one have taken its place. */
    private void askOn(Stream current) {
      if (stream == current && !current.closed()) {
        ask();
      }
    }

    private void ask() {
      if (!running || last || draining.contains(stream.connection())) {
        ending = true;
        stream.close();
        return;
      }
      if (since == 0) {
        since = clock.nanoTime();
      }
      missing = Echo.SIZE;
      sent.incrementAndGet();
      stream.write(Unpooled.wrappedBuffer(new byte[Echo.SIZE]));
    }

    @Override
    public void onRead(ByteBuf data) {
      if (missing == Echo.SIZE) {
        last = data.getByte(data.readerIndex()) == 1;
      }
      missing -= data.readableBytes();
      data.release();
      if (missing == 0) {
        answered.incrementAndGet();
        longest.accumulateAndGet(clock.nanoTime() - since, Math::max);
        since = 0;
        // not at full speed: the node has other things to do as well
        Stream current = stream;
        scheduler.schedule(
            Duration.ofMillis(2), () -> current.executor().execute(() -> askOn(current)));
      }
    }

    @Override
    public void onClosed(CloseReason reason) {
      open.decrementAndGet();
      if (missing > 0) {
        cut.incrementAndGet();
        troubles.add("cut: " + reason);
        sent.decrementAndGet(); // it is sent again
      } else if (!ending) {
        troubles.add("ended: " + reason);
      }
      if (running) {
        open();
      }
    }
  }
}
