// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.chaoschain.agent.auth.core.AuthException;
import org.chaoschain.agent.auth.core.AuthMessage;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.HandshakeFrame;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What ends a connection of an agent and what does not, over real WebSockets. */
class RemoteOverWebSocketTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private TestGateway gateway;

  private void begin(TestGateway.Bounds bounds) throws Exception {
    gateway = new TestGateway(bounds);
  }

  @AfterEach
  void end() throws Exception {
    gateway.close();
  }

  private static int code(AuthException.Reason reason) {
    return AuthMessage.Refused.of(new AuthException(reason, "")).code();
  }

  @Test
  void a_handshake_that_is_not_done_in_time_is_told_so_and_closed() throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    try (TestAgent late = new TestAgent(gateway, 1);
        TestAgent begun = TestAgent.begun(gateway, 2)) {
      late.next(Frame.Hello.class);
      gateway.pass(SECOND.multipliedBy(10).minusNanos(1));
      assertThat(late.isClosed()).isFalse();
      gateway.pass(Duration.ofNanos(1));
      HandshakeFrame.Refused refused = late.next(HandshakeFrame.Refused.class);
      assertThat(refused.code()).isEqualTo(code(AuthException.Reason.EXPIRED));
      assertThat(refused.text()).contains("agent.remote.handshake.timeout");
      assertThat(late.closeCode()).isEqualTo(4401);
      assertThat(gateway.metrics.count("agent.remote.timeouts")).isEqualTo(1);
      assertThat(begun.isClosed()).isFalse();
    }
  }

  @Test
  void who_does_not_begin_after_the_handshake_is_late_as_well() throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    try (TestAgent agent = TestAgent.authenticated(gateway, 1)) {
      assertThat(gateway.sessions.list()).hasSize(1);
      gateway.pass(SECOND.multipliedBy(10));
      assertThat(agent.closeCode()).isEqualTo(4401);
      TestGateway.await("its session ends", () -> gateway.sessions.list().isEmpty());
    }
  }

  @Test
  void a_connection_that_was_refused_is_gone_as_soon_as_the_other_side_has_closed_too()
      throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    try (TestAgent agent = new TestAgent(gateway, 1)) {
      agent.next(Frame.Hello.class);
      agent.send(new Frame.Begin());
      assertThat(agent.closeCode()).isEqualTo(4401);
      TestGateway.await("the connection is gone", () -> gateway.open() == 0);
    }
  }

  private String answerToOneMore() throws IOException {
    try (Socket socket = upgrade()) {
      StringBuilder answer = new StringBuilder();
      for (int next = 0; next >= 0 && answer.indexOf("}") < 0; ) {
        next = socket.getInputStream().read();
        answer.append((char) next);
      }
      return answer.toString();
    }
  }

  /** A socket that asks for a WebSocket and says nothing more. */
  private Socket upgrade() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), gateway.port());
    socket.setSoTimeout(30_000);
    socket
        .getOutputStream()
        .write(
            "GET /agent/v1 HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
                .formatted(gateway.port())
                .getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  @Test
  void connections_are_bounded_in_all() throws Exception {
    begin(TestGateway.Bounds.DEFAULT.connections(2, 9, 9));
    TestAgent first = TestAgent.begun(gateway, 1);
    try (TestAgent second = TestAgent.begun(gateway, 2)) {
      assertThat(answerToOneMore())
          .startsWith("HTTP/1.1 503")
          .contains("Retry-After")
          .contains("\"limit\":2")
          .contains("\"key\":\"agent.remote.max.connections\"");
      assertThat(gateway.metrics.refusals("agent.remote.max.connections")).isEqualTo(1);
      first.close();
      TestGateway.await("there is room", () -> gateway.open() == 1);
      TestAgent.begun(gateway, 3).close();
      assertThat(second.isClosed()).isFalse();
    }
  }

  @Test
  void connections_are_bounded_for_each_address_whatever_their_agents() throws Exception {
    begin(TestGateway.Bounds.DEFAULT.connections(9, 1, 9));
    try (TestAgent first = TestAgent.begun(gateway, 1)) {
      assertThat(answerToOneMore())
          .startsWith("HTTP/1.1 503")
          .contains("127.0.0.1/32")
          .contains("\"key\":\"agent.remote.max.connections.per.address\"");
      assertThat(gateway.metrics.refusals("agent.remote.max.connections.per.address")).isEqualTo(1);
      assertThat(first.isClosed()).isFalse();
    }
  }

  @Test
  void connections_that_have_not_begun_are_bounded_and_those_that_have_do_not_count()
      throws Exception {
    begin(TestGateway.Bounds.DEFAULT.connections(9, 9, 1));
    try (TestAgent begun = TestAgent.begun(gateway, 1);
        TestAgent pending = new TestAgent(gateway, 2)) {
      pending.next(Frame.Hello.class);
      assertThat(answerToOneMore()).contains("\"key\":\"agent.remote.max.handshakes\"");
      assertThat(gateway.metrics.refusals("agent.remote.max.handshakes")).isEqualTo(1);
      assertThat(begun.isClosed()).isFalse();
    }
  }

  @Test
  void a_session_that_ends_while_its_agent_is_connected_is_told_and_closed() throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    try (TestAgent agent = TestAgent.begun(gateway, 1)) {
      gateway.pass(Duration.ofHours(24).minusNanos(1));
      assertThat(agent.isClosed()).isFalse();
      gateway.pass(Duration.ofNanos(1));
      HandshakeFrame.Refused refused = agent.next(HandshakeFrame.Refused.class);
      assertThat(refused.code()).isEqualTo(code(AuthException.Reason.SESSION));
      assertThat(refused.text()).contains("time is over");
      assertThat(agent.closeCode()).isEqualTo(4408);
      assertThat(gateway.agents.all()).isEmpty();
    }
  }

  @Test
  void a_session_that_is_revoked_while_its_agent_is_connected_is_told_and_closed()
      throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    try (TestAgent agent = TestAgent.begun(gateway, 1);
        TestAgent other = TestAgent.begun(gateway, 2)) {
      assertThat(gateway.sessions.revoke(agent.key.agent())).isEqualTo(1);
      HandshakeFrame.Refused refused = agent.next(HandshakeFrame.Refused.class);
      assertThat(refused.code()).isEqualTo(code(AuthException.Reason.SESSION));
      assertThat(refused.text()).contains("revoked");
      assertThat(agent.closeCode()).isEqualTo(4403);
      assertThat(gateway.agents.hosts(agent.key.agent())).isFalse();
      assertThat(gateway.agents.hosts(other.key.agent())).isTrue();
      assertThat(other.isClosed()).isFalse();
    }
  }

  @Test
  void a_socket_that_answers_no_ping_is_found_and_closed_and_one_that_does_stays()
      throws Exception {
    // the handshake's own deadline is out of the way
    begin(
        new TestGateway.Bounds(
            9, 9, 9, Duration.ofHours(1), Duration.ofSeconds(90), Duration.ofHours(24)));
    try (TestAgent living = TestAgent.begun(gateway, 1);
        Socket dead = upgrade()) {
      TestGateway.await("both are there", () -> gateway.open() == 2);
      for (int i = 0; i < 3; i++) {
        gateway.pass(SECOND.multipliedBy(30).minusNanos(1));
        long heard = gateway.metrics.count("agent.remote.pongs");
        gateway.check(true);
        TestGateway.await(
            "the living one answers", () -> gateway.metrics.count("agent.remote.pongs") > heard);
        assertThat(gateway.open()).isEqualTo(2);
      }
      gateway.pass(SECOND);
      TestGateway.await(
          "the dead one is closed",
          () -> {
            gateway.check(false);
            return gateway.open() == 1;
          });
      assertThat(gateway.metrics.count("agent.remote.silent")).isEqualTo(1);
      assertEnds(dead.getInputStream());
      assertThat(living.isClosed()).isFalse();
      living.send(new Frame.Received(0));
    }
  }

  private static void assertEnds(InputStream in) throws IOException {
    byte[] all = in.readAllBytes();
    assertThat(new String(all, StandardCharsets.ISO_8859_1)).contains("agent.remote.idle");
  }

  @Test
  void a_hosting_record_is_renewed_while_its_agent_stays_connected() throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    Bytes first =
        TestAgent.hosting(
            TestGateway.key(1), TestGateway.PEER, 1, TestGateway.START.plusSeconds(60));
    try (TestAgent agent = TestAgent.begun(gateway, 1, first)) {
      assertThat(gateway.agents.signedHostingRecords()).containsExactly(first);
      gateway.agents.takeChanged();
      Bytes second = agent.hosting(2, TestGateway.START.plusSeconds(120));
      agent.send(new Frame.Hosting(second));
      assertThat(agent.next(Frame.Hosted.class).expiresAt())
          .isEqualTo(TestGateway.START.plusSeconds(120));
      assertThat(gateway.agents.signedHostingRecords()).containsExactly(second);
      assertThat(gateway.agents.takeChanged()).as("who passes records on is told").isTrue();
      gateway.pass(SECOND.multipliedBy(60));
      assertThat(gateway.agents.signedHostingRecords()).containsExactly(second);
      gateway.pass(SECOND.multipliedBy(60));
      assertThat(gateway.agents.signedHostingRecords()).isEmpty();
      assertThat(gateway.metrics.count("agent.remote.hosting.renewed")).isEqualTo(1);
    }
  }

  @Test
  void a_hosting_record_that_is_refused_changes_nothing_and_the_agent_stays() throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    try (TestAgent agent = TestAgent.begun(gateway, 1)) {
      Bytes good = agent.hosting(5, TestGateway.START.plusSeconds(60));
      agent.send(new Frame.Hosting(good));
      agent.next(Frame.Hosted.class);
      PeerId other =
          PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, TestGateway.key(3).publicKey()));
      for (Bytes bad :
          new Bytes[] {
            agent.hosting(5, TestGateway.START.plusSeconds(600)),
            agent.hosting(other, 6, TestGateway.START.plusSeconds(600)),
            agent.hosting(6, TestGateway.START),
            TestAgent.hosting(
                TestGateway.key(2), TestGateway.PEER, 6, TestGateway.START.plusSeconds(600)),
            Bytes.copyOf((byte) 1)
          }) {
        agent.send(new Frame.Hosting(bad));
        Frame.Problem problem = agent.next(Frame.Problem.class);
        assertThat(problem.code()).isEqualTo("hosting");
        assertThat(problem.retryable()).isFalse();
        assertThat(gateway.agents.signedHostingRecords()).containsExactly(good);
      }
      assertThat(agent.isClosed()).isFalse();
    }
  }

  @Test
  void hosting_records_are_held_to_the_pace_of_the_agent() throws Exception {
    begin(TestGateway.Bounds.DEFAULT);
    try (TestAgent agent = TestAgent.begun(gateway, 1)) {
      Bytes bad = Bytes.copyOf((byte) 1);
      for (int i = 0; i < 101; i++) {
        agent.send(new Frame.Hosting(bad));
      }
      Frame.Problem problem = agent.next(Frame.Problem.class);
      while (!problem.code().equals("limit")) {
        problem = agent.next(Frame.Problem.class);
      }
      assertThat(problem.key()).contains("agent.remote.rate.messages");
      assertThat(problem.retryable()).isTrue();
    }
  }
}
