// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.netty.buffer.PooledByteBufAllocator;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.Connect;
import org.chaoschain.agent.auth.core.AuthMessage.ConnectionAccepted;
import org.chaoschain.agent.auth.core.AuthMessage.Refused;
import org.chaoschain.agent.auth.core.AuthMessage.SignedResponse;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.ops.system.CountingMetrics;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SecureEntropy;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadRandom;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.p2p.NodeServices;
import org.chaoschain.testkit.p2p.P2pNode;
import org.chaoschain.transport.tcp.TcpSettings;
import org.chaoschain.transport.tcp.TcpTransport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Agents and a node over real TCP, Noise and Yamux, with honest programs and hostile ones. */
@ExtendWith(LeakCheck.class)
@Timeout(120)
class AgentOverTcpTest {
  private static final long PATIENCE_S = 30;

  private final CountingMetrics metrics = new CountingMetrics(10_000);
  private final ThreadScheduler scheduler =
      new ThreadScheduler(SchedulerLimits.defaults(), metrics);
  private final TcpTransport tcp = new TcpTransport(TcpSettings.DEFAULT, metrics);
  private final SystemClock clock = new SystemClock();
  private final SecureEntropy entropy = new SecureEntropy();
  private final List<P2pNode> nodes = new ArrayList<>();
  private final Sessions sessions =
      new Sessions(
          metrics.limit("agent.auth.max.sessions", 16, "sessions"),
          metrics.limit("agent.auth.max.per.agent", 2, "sessions"),
          metrics.limit("agent.auth.max.per.address", 3, "sessions"),
          Duration.ofHours(24));
  private final AuthClient client =
      new AuthClient(entropy, scheduler, metrics, Duration.ofSeconds(PATIENCE_S));
  private P2pNode node;
  private P2pNode program;

  @BeforeEach
  void start() {
    node = startNode();
    program = startNode();
    AuthNode self =
        new AuthNode(
            Parties.CHAIN,
            node.key.publicKey().data(),
            node.key::sign,
            clock,
            scheduler,
            entropy,
            metrics);
    node.host.addProtocol(
        new AuthProtocol(
            self,
            new AgentAuth(AuthSettings.DEFAULT, sessions, new SourceNetworks(List.of())),
            8,
            4));
  }

  @AfterEach
  void stop() {
    nodes.forEach(P2pNode::close);
    tcp.stop();
    scheduler.close();
  }

  @Test
  void anAgentIsAcceptedWithItsDelegation() throws Exception {
    Bytes delegation =
        Parties.signed(
            Parties.delegation()
                .setNodeKey(ByteString.copyFrom(node.key.publicKey().data().toArray()))
                .setExpiresAt(Parties.timestamp(clock.now().plusSeconds(3_600))));
    Connection connection = connect(program, node);
    ClientSession session = enter(connection, delegation);

    Session known = sessions.require(session.id(), clock.now());
    assertThat(known.agent()).isEqualTo(Parties.ALICE.agent());
    assertThat(known.via()).contains(program.id().toString(), "/ip4/127.0.0.1/tcp/");
    assertThat(known.grant().orElseThrow().topics()).containsExactly("agents");
    assertThat(known.expiresAt()).isEqualTo(session.expiresAt());
    assertThat(session.expiresAt())
        .isBeforeOrEqualTo(clock.now().plusSeconds(3_600))
        .isAfter(Instant.EPOCH);

    session.close();
    await(() -> sessions.list().isEmpty(), "the session's end at the node");
  }

  @Test
  void aRevokedSessionIsOverAtBothEnds() throws Exception {
    ClientSession session = enter(connect(program, node), Bytes.EMPTY);
    assertThat(sessions.revoke(Parties.ALICE.agent())).isEqualTo(1);
    assertThatThrownBy(() -> sessions.require(session.id(), clock.now()))
        .isInstanceOf(AuthException.class);
    CloseReason end = get(session.ended());
    assertThat(end.kind()).isEqualTo(CloseReason.Kind.REFUSED);
    assertThat(end.message()).contains("revoked");
    await(() -> session.stream().closed(), "the end of the stream");
    // the key itself is not refused: it may come again
    assertThat(enter(connect(program, node), Bytes.EMPTY).id()).isNotEqualTo(session.id());
  }

  @Test
  void aSessionEndsWithItsConnection() throws Exception {
    Connection connection = connect(program, node);
    ClientSession session = enter(connection, Bytes.EMPTY);
    connection.close(CloseReason.LOCAL);
    await(() -> sessions.list().isEmpty(), "the session's end at the node");
    get(session.ended());
  }

  @Test
  void oneSessionTooManyIsRefusedAndSaidWhy() throws Exception {
    Connection connection = connect(program, node);
    enter(connection, Bytes.EMPTY);
    enter(connection, Bytes.EMPTY);
    fails(Reason.LIMIT, () -> enter(connection, Bytes.EMPTY), "agent.auth.max.per.agent");
  }

  @Test
  void anotherChainIsRefused() throws Exception {
    Connection connection = connect(program, node);
    fails(
        Reason.CHAIN,
        () -> get(client.connect(connection, Parties.ALICE, "other", Bytes.EMPTY, Bytes.EMPTY)),
        "other");
  }

  @Test
  void whatWasSignedForTheNonceOfAnotherConnectionIsRefused() throws Exception {
    Connection here = connect(program, node);
    Connection there = connect(startNode(), node);
    assertThat(here.channelBinding()).isPresent().isNotEqualTo(there.channelBinding());
    ClientHandshake agent = handshake(here);
    RawStream first = open(here);
    first.send(agent.connect());
    SignedResponse answer = agent.respond(first.next(Challenge.class), Bytes.EMPTY, Bytes.EMPTY);

    RawStream second = open(there);
    second.send(handshake(there).connect());
    second.next(Challenge.class);
    second.send(answer);
    assertRefused(second, Reason.SIGNATURE);

    RawStream third = open(there);
    third.send(agent.connect());
    assertRefused(third, Reason.CONNECTION);
    first.close();
    assertThat(sessions.list()).isEmpty();
  }

  @Test
  void aHandshakeThatIsReplayedIsRefused() throws Exception {
    Connection connection = connect(program, node);
    ClientHandshake agent = handshake(connection);
    Connect connect = agent.connect();
    RawStream first = open(connection);
    first.send(connect);
    SignedResponse response = agent.respond(first.next(Challenge.class), Bytes.EMPTY, Bytes.EMPTY);
    first.send(response);
    first.next(ConnectionAccepted.class);

    RawStream replay = open(connection);
    replay.send(connect);
    replay.next(Challenge.class);
    replay.send(response);
    assertRefused(replay, Reason.SIGNATURE);
    assertThat(sessions.list()).hasSize(1);

    first.send(response);
    assertRefused(first, Reason.OUT_OF_TURN);
    await(() -> sessions.list().isEmpty(), "the end of the session whose stream was misused");
  }

  @Test
  void aNodeInBetweenGetsNoSession() throws Exception {
    P2pNode between = startNode();
    Connection onwards = connect(between, node);
    between.host.addProtocol(new Forwarder(onwards));
    Connection connection = connect(program, between);
    fails(Reason.SERVER, () -> enter(connection, Bytes.EMPTY), "is expected");
    assertThat(sessions.list()).isEmpty();
  }

  /** Pretends to be the node: hands on what the agent sends, as if it were bound to its own. */
  private final class Forwarder implements StreamProtocol {
    private final Connection onwards;

    Forwarder(Connection onwards) {
      this.onwards = onwards;
    }

    @Override
    public List<String> protocols() {
      return List.of(AuthProtocol.ID);
    }

    @Override
    public void onStream(Stream stream) {
      RawStream agent = new RawStream(stream, metrics);
      scheduler.workers().execute(() -> forward(agent));
    }

    private void forward(RawStream agent) {
      try {
        RawStream victim = open(onwards);
        Connect connect = agent.next(Connect.class);
        victim.send(
            new Connect(
                connect.agentKey(),
                connect.publicKey(),
                connect.nonce(),
                connect.chainId(),
                binding(onwards).encode()));
        agent.send(victim.next(Challenge.class));
        victim.close();
      } catch (Exception e) {
        throw new AssertionError(e);
      }
    }
  }

  private P2pNode startNode() {
    NodeServices services =
        new NodeServices(
            clock,
            scheduler,
            new ThreadRandom(),
            entropy,
            metrics,
            event -> {},
            PooledByteBufAllocator.DEFAULT);
    P2pNode started = P2pNode.Plan.of(services, tcp, "/ip4/127.0.0.1/tcp/0").start();
    started.host.removeDiscovery(started.peers);
    started.host.removeDiscovery(started.dht);
    nodes.add(started);
    await(() -> !started.host.listenAddresses().isEmpty(), "listening");
    return started;
  }

  private static Connection connect(P2pNode from, P2pNode to) throws Exception {
    return get(from.connect(to));
  }

  private ClientSession enter(Connection connection, Bytes delegation) throws Exception {
    return get(client.connect(connection, Parties.ALICE, Parties.CHAIN, delegation, Bytes.EMPTY));
  }

  private ClientHandshake handshake(Connection connection) {
    return new ClientHandshake(
        Parties.ALICE,
        Parties.CHAIN,
        binding(connection),
        Optional.of(connection.remoteKey().data()),
        Bytes.wrap(entropy.bytes(AuthMessage.NONCE_BYTES)));
  }

  private static Binding binding(Connection connection) {
    return new Binding.NoiseHash(connection.channelBinding().orElseThrow());
  }

  private RawStream open(Connection connection) throws Exception {
    return get(
        connection
            .newStream(List.of(AuthProtocol.ID))
            .thenApply(stream -> new RawStream(stream, metrics)));
  }

  private static void assertRefused(RawStream stream, Reason reason) throws Exception {
    Refused refused = stream.next(Refused.class);
    assertThat(refused.code()).as(refused.text()).isEqualTo(reason.code());
  }

  private static void fails(Reason reason, ThrowingCallable call, String text) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(AuthException.class, e -> assertThat(e.reason()).isEqualTo(reason))
        .hasMessageContaining(text);
  }

  private static <T> T get(CompletionStage<T> stage) throws Exception {
    try {
      return stage.toCompletableFuture().get(PATIENCE_S, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Exception cause) {
        throw cause;
      }
      throw e;
    }
  }

  private static void await(BooleanSupplier condition, String what) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - end > 0) {
        throw new AssertionError("it takes longer than " + PATIENCE_S + " s: " + what);
      }
      LockSupport.parkNanos(2_000_000);
    }
  }
}
