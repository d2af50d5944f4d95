// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.chaoschain.agent.auth.core.AuthSettings;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.agent.auth.core.SourceNetworks;
import org.chaoschain.agent.remote.core.Admission;
import org.chaoschain.agent.remote.core.RemoteSettings;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.ee10.websocket.server.config.JettyWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** The servlet of remote agents in a real server on the loopback; the time is the test's. */
final class TestGateway {
  static final String CHAIN = "chaos-test";
  static final Ed25519Key NODE = key(200);
  static final PeerId PEER = PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, NODE.publicKey()));
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final RecordedMetrics metrics = new RecordedMetrics();
  final Sessions sessions;
  final RemoteAgents agents;
  private final AtomicLong nanos = new AtomicLong();
  private final RemoteServlet servlet;
  private final Server server = new Server();
  private final ServerConnector connector = new ServerConnector(server);

  /**
   * What a test chooses.
   *
   * @param maxConnections of all
   * @param perAddress of one address; the loopback counts
   * @param maxHandshakes that have not begun
   * @param handshake how long one may take
   * @param idle how long a connection may be silent
   * @param session how long a session lasts
   */
  record Bounds(
      int maxConnections,
      int perAddress,
      int maxHandshakes,
      Duration handshake,
      Duration idle,
      Duration session) {
    static final Bounds DEFAULT =
        new Bounds(16, 16, 16, Duration.ofSeconds(10), Duration.ofDays(2), Duration.ofHours(24));

    Bounds connections(int inAll, int ofAddress, int handshakes) {
      return new Bounds(inAll, ofAddress, handshakes, handshake, idle, session);
    }
  }

  TestGateway(Bounds bounds) throws Exception {
    AuthSettings auth =
        new AuthSettings(Duration.ofSeconds(60), bounds.session(), Duration.ofDays(30));
    sessions =
        new Sessions(
            metrics.limit("agent.auth.max.sessions", 16, "sessions"),
            metrics.limit("agent.auth.max.per.agent", 4, "sessions"),
            metrics.limit("agent.auth.max.per.address", 16, "sessions"),
            bounds.session());
    AtomicInteger drawn = new AtomicInteger();
    EntropySource entropy =
        into -> {
          Arrays.fill(into, (byte) 1);
          into[0] = (byte) drawn.incrementAndGet();
        };
    Clock clock =
        new Clock() {
          @Override
          public Instant now() {
            return START.plusNanos(nanos.get());
          }

          @Override
          public long nanoTime() {
            return nanos.get();
          }
        };
    RemoteEnvironment environment =
        new RemoteEnvironment(
            new Admission.Gateway(CHAIN, NODE.publicKey(), PEER, NODE::sign, auth),
            sessions,
            clock,
            entropy,
            metrics,
            Optional::empty,
            () -> JsonLimits.DEFAULT,
            RemoteSettings.defaults(metrics),
            Runnable::run,
            bounds.handshake(),
            Duration.ofMinutes(2));
    agents = new RemoteAgents(environment);
    servlet =
        new RemoteServlet(
            environment,
            agents,
            new RemoteServlet.Settings(
                new Origins(""),
                new SourceNetworks(List.of()),
                metrics.limit(
                    "agent.remote.max.connections", bounds.maxConnections(), "connections"),
                metrics.limit(
                    "agent.remote.max.connections.per.address", bounds.perAddress(), "connections"),
                metrics.limit("agent.remote.max.handshakes", bounds.maxHandshakes(), "connections"),
                1 << 16,
                bounds.idle()));
    connector.setHost("127.0.0.1");
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler();
    context.addServlet(new ServletHolder(servlet), "/agent/v1");
    JettyWebSocketServletContainerInitializer.configure(context, null);
    server.setHandler(context);
    server.start();
  }

  static Ed25519Key key(int number) {
    byte[] seed = new byte[32];
    Arrays.fill(seed, (byte) number);
    return Ed25519Key.ofSeed(seed);
  }

  int port() {
    return connector.getLocalPort();
  }

  String origin() {
    return "http://127.0.0.1:" + port();
  }

  int open() {
    return servlet.open();
  }

  Instant now() {
    return START.plusNanos(nanos.get());
  }

  /** Time passes; what is to be done then is done. */
  void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
    check(false);
  }

  /** What a node does every second, and a ping if it is due. */
  void check(boolean ping) {
    sessions.expire(now());
    servlet.check(nanos.get(), ping);
    agents.sweep(nanos.get());
  }

  static void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("not within " + PATIENCE + ": " + what);
      }
      LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
    }
  }

  static Bytes bytes(int number) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) number);
    return Bytes.wrap(bytes);
  }

  void close() throws Exception {
    agents.stop();
    servlet.stop();
    server.stop();
  }
}
