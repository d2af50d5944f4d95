// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.chaoschain.agent.gateway.core.Call;
import org.chaoschain.agent.gateway.core.Json;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.agent.gateway.core.Route;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.message.json.core.JsonValue;
import org.eclipse.jetty.ee10.websocket.server.JettyWebSocketServerContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens sockets and feeds, and sees that those on the other side are still there. */
final class Sockets implements ApiServlet.Streams {
  private static final Logger LOG = LoggerFactory.getLogger(Sockets.class);
  private static final Duration RETRY = Duration.ofMillis(50);

  private final Gateway gateway;
  private final Guests guests;
  private final Channels channels;
  private final Clock clock;
  private final Scheduler scheduler;
  private final Settings settings;
  private final Set<JettySocket> open = ConcurrentHashMap.newKeySet();
  private final Set<Channel> feeds = ConcurrentHashMap.newKeySet();
  private final Cancellable sweep;

  /**
   * What bounds them.
   *
   * @param maxFrame bytes of a frame that comes
   * @param maxEvents texts that wait for one client
   * @param sendTimeout within which a text has to be gone
   * @param pingInterval between two signs of life
   * @param silent counts clients that have gone without a word
   */
  record Settings(
      Limit maxFrame,
      Limit maxEvents,
      Duration sendTimeout,
      Duration pingInterval,
      Counter silent) {}

  Sockets(
      Gateway gateway,
      Guests guests,
      Channels channels,
      Clock clock,
      Scheduler scheduler,
      Settings settings) {
    this.gateway = gateway;
    this.guests = guests;
    this.channels = channels;
    this.clock = clock;
    this.scheduler = scheduler;
    this.settings = settings;
    this.sweep =
        scheduler.scheduleWithFixedDelay(
            settings.pingInterval(), settings.pingInterval(), this::sweepLater);
  }

  @Override
  public void open(Call call, HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    Optional<Guest> guest = gateway.authenticated(call);
    channels.reserve();
    Place place = new Place();
    try {
      if (call.route() == Route.SOCKET) {
        upgrade(guest, place, request, response);
      } else {
        feed(guest, place, request, response);
      }
    } catch (IOException | Refusal | RuntimeException e) {
      place.giveBack();
      throw e;
    }
  }

  /** The place of one socket among all, given back once. */
  private final class Place {
    private final AtomicBoolean given = new AtomicBoolean();

    void giveBack() {
      if (given.compareAndSet(false, true)) {
        channels.release();
      }
    }
  }

  private void upgrade(
      Optional<Guest> guest, Place place, HttpServletRequest request, HttpServletResponse response)
      throws IOException, Refusal {
    JettyWebSocketServerContainer container =
        (JettyWebSocketServerContainer)
            request
                .getServletContext()
                .getAttribute(JettyWebSocketServerContainer.JETTY_WEBSOCKET_CONTAINER_ATTRIBUTE);
    if (container == null) {
      throw Refusal.of(503, "no_websockets", "the HTTP service has no WebSockets at the moment");
    }
    JettySocket socket =
        new JettySocket(
            opened -> new Peer(guest, opened, place), settings.maxFrame(), settings.silent());
    if (!container.upgrade((asked, answered) -> socket, request, response)) {
      if (response.isCommitted()) {
        place.giveBack();
        return;
      }
      response.setHeader("Upgrade", "websocket");
      throw Refusal.of(426, "upgrade_required", "this path is a WebSocket");
    }
  }

  /** The gateway's side of one socket. */
  private final class Peer implements JettySocket.Peer {
    private final Optional<Guest> guest;
    private final JettySocket socket;
    private final Place place;
    private final Channel channel;

    Peer(Optional<Guest> guest, JettySocket socket, Place place) {
      this.guest = guest;
      this.socket = socket;
      this.place = place;
      this.channel = channel(guest, socket);
      open.add(socket);
      channels.add(channel);
      channel.tell(welcome(guest));
    }

    @Override
    public void text(String text, Runnable done) {
      try {
        scheduler.workers().execute(() -> taken(text, done));
      } catch (RejectedExecutionException e) {
        // the client is held up meanwhile: its next frame is not read
        scheduler.schedule(RETRY, () -> text(text, done));
      }
    }

    private void taken(String text, Runnable done) {
      gateway
          .frame(guest, text)
          .whenComplete(
              (answers, failure) -> {
                if (failure != null) {
                  LOG.error("a frame of {} failed", guest.map(Guest::id), failure);
                } else {
                  answers.forEach(channel::tell);
                }
                done.run();
              });
    }

    @Override
    public void closed() {
      open.remove(socket);
      channels.remove(channel);
      place.giveBack();
    }
  }

  private static JsonValue welcome(Optional<Guest> guest) {
    return Json.object(
        "type", "WELCOME", "agent_id", guest.map(Guest::id), "read_only", guest.isEmpty());
  }

  private Channel channel(Optional<Guest> guest, Channel.Sink sink) {
    return new Channel(
        guest.map(Guest::id), settings.maxEvents(), sink, scheduler, settings.sendTimeout());
  }

  private void feed(
      Optional<Guest> guest, Place place, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Ending ending = new Ending(place);
    SseSink sink = new SseSink(request, response, ending);
    Channel channel = channel(guest, sink);
    ending.channel = channel;
    sink.open();
    feeds.add(channel);
    channels.add(channel);
    channel.tell(welcome(guest));
    if (ending.over.get()) {
      ending.run();
    }
  }

  /** What is done when a feed has ended; it may do so while it opens. */
  private final class Ending implements Runnable {
    private final Place place;
    private final AtomicBoolean over = new AtomicBoolean();
    private volatile Channel channel;

    Ending(Place place) {
      this.place = place;
    }

    @Override
    public void run() {
      over.set(true);
      Channel ended = channel;
      if (ended != null) {
        feeds.remove(ended);
        channels.remove(ended);
      }
      place.giveBack();
    }
  }

  private void sweepLater() {
    try {
      scheduler.workers().execute(this::sweep);
    } catch (RejectedExecutionException e) {
      LOG.debug("signs of life are sent the next time: {}", e.getMessage());
    }
  }

  /** Signs of life, and the end of those whose token has expired. */
  private void sweep() {
    Instant now = clock.now();
    open.forEach(JettySocket::ping);
    feeds.forEach(each -> each.feed(SseSink.heartbeat()));
    for (AgentId agent : channels.connectedAgents()) {
      if (guests.tokenExpiry(agent).map(at -> !now.isBefore(at)).orElse(true)) {
        channels.close(agent, "the token is void");
      }
    }
  }

  /** Ends all. */
  void close() {
    sweep.cancel();
    channels.close();
    List.copyOf(open).forEach(JettySocket::cut);
  }
}
