// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.AuthMessage.Challenge;
import org.chaoschain.agent.auth.core.AuthMessage.ConnectionAccepted;
import org.chaoschain.agent.auth.core.AuthMessage.Refused;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The node's side on simulated streams: deadline, bounds, the end of a session. */
@ExtendWith(LeakCheck.class)
class AuthProtocolTest {
  private static final Duration SOON = Duration.ofSeconds(5);

  private final Simulation simulation = new Simulation();
  private final SimConnection connection =
      new SimConnection(simulation, new PublicKey(KeyType.ED25519, Parties.BOB.publicKey()));
  private final Sessions sessions = Streams.sessions(simulation);
  private final AuthProtocol protocol = Streams.protocol(simulation, 2, sessions);

  @AfterEach
  void nothingIsLeft() {
    connection.close(CloseReason.LOCAL);
    simulation.runFor(Duration.ofMinutes(2));
    assertThat(protocol.pending()).isZero();
    assertThat(sessions.list()).isEmpty();
    simulation.assertNoLeaks();
  }

  /** A remote's stream. */
  private final class Agent {
    final SimConnection.Opened opened =
        connection.openedByRemote(AuthProtocol.ID, LinkSettings.DEFAULT);
    final DuplexRecorder answers = DuplexRecorder.reading(opened.remote());
    final ClientHandshake handshake = Parties.alice(Streams.SIMULATED);

    Agent() {
      opened.local().executor().execute(() -> protocol.onStream(opened.local()));
      simulation.runFor(Duration.ofMillis(1));
    }

    void send(AuthMessage message) {
      opened.remote().write(Unpooled.wrappedBuffer(Streams.frame(message)));
    }

    List<AuthMessage> received() {
      return Streams.messages(simulation, answers.bytes());
    }

    <T extends AuthMessage> T await(Class<T> type) {
      Predicate<AuthMessage> wanted = type::isInstance;
      simulation.await(() -> received().stream().anyMatch(wanted), SOON);
      return type.cast(received().stream().filter(wanted).findFirst().orElseThrow());
    }

    ConnectionAccepted enter() throws AuthException {
      send(handshake.connect());
      send(handshake.respond(await(Challenge.class), Bytes.EMPTY, Bytes.EMPTY));
      return await(ConnectionAccepted.class);
    }

    CloseReason end() {
      simulation.await(() -> opened.local().closeReason().isPresent(), SOON);
      return opened.local().closeReason().orElseThrow();
    }

    void refused(Reason reason) {
      assertThat(await(Refused.class).code()).isEqualTo(reason.code());
      opened.remote().close();
      end();
    }
  }

  @Test
  void aSessionLastsAsLongAsItsStream() throws AuthException {
    Agent agent = new Agent();
    Bytes id = agent.enter().session();
    simulation.runFor(Duration.ofMinutes(10));
    assertThat(sessions.require(id, simulation.clock().now()).agent())
        .isEqualTo(Parties.ALICE.agent());
    assertThat(protocol.pending()).isZero();
    agent.opened.remote().closeWrite();
    agent.end();
    assertThat(sessions.list()).isEmpty();
  }

  @Test
  void aHandshakeThatDoesNotEndIsEnded() {
    Agent silent = new Agent();
    Agent half = new Agent();
    half.send(half.handshake.connect());
    half.await(Challenge.class);
    simulation.runFor(AuthSettings.MAX_CHALLENGE_LIFE);
    assertThat(List.of(silent.end(), half.end()))
        .allSatisfy(
            reason -> {
              assertThat(reason.kind()).isEqualTo(CloseReason.Kind.TIMEOUT);
              assertThat(reason.message()).contains("agent.auth.challenge.ttl");
            });
    assertThat(simulation.metrics().count("agent.auth.timeouts")).isEqualTo(2);
  }

  @Test
  void oneHandshakeTooManyIsRefusedAndCounted() throws AuthException {
    Agent first = new Agent();
    Agent second = new Agent();
    Agent third = new Agent();
    simulation.await(third.answers::closed, SOON);
    assertThat(third.answers.closeReason().kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    assertThat(simulation.metrics().refusals("agent.auth.max.pending")).isEqualTo(1);
    first.enter();
    // a session is no pending handshake
    new Agent().enter();
    second.enter();
  }

  @Test
  void aRevokedSessionIsToldAndEnded() throws AuthException {
    Agent agent = new Agent();
    assertThat(sessions.revoke(agent.enter().session())).isTrue();
    agent.refused(Reason.SESSION);
  }

  @Test
  void whoSendsMoreThanTheHandshakeLosesTheSession() throws AuthException {
    Agent agent = new Agent();
    agent.enter();
    agent.send(agent.handshake.connect());
    agent.refused(Reason.OUT_OF_TURN);
    assertThat(sessions.list()).isEmpty();
  }

  @Test
  void aResponseBeforeTheChallengeIsRefused() {
    Agent agent = new Agent();
    agent.send(new AuthMessage.SignedResponse(Bytes.wrap(new byte[64]), Bytes.EMPTY, Bytes.EMPTY));
    agent.refused(Reason.OUT_OF_TURN);
  }

  @Test
  void aMessageBeyondTheLimitEndsTheStreamBeforeItHasCome() {
    Agent agent = new Agent();
    // the length 1201
    agent.opened.remote().write(Unpooled.wrappedBuffer(new byte[] {(byte) 0xb1, 0x09}));
    CloseReason reason = agent.end();
    assertThat(reason.kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(reason.message()).contains("1201", "1200");
  }

  @Test
  void aSessionEndsWhenTheProtocolGoes() throws AuthException {
    Agent agent = new Agent();
    agent.enter();
    agent.opened.local().executor().execute(() -> protocol.onRetired(agent.opened.local()));
    agent.refused(Reason.SESSION);
  }
}
