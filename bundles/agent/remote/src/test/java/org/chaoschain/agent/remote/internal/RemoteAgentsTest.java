// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chaoschain.agent.auth.core.AuthSettings;
import org.chaoschain.agent.auth.core.Grant;
import org.chaoschain.agent.auth.core.Session;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.agent.remote.core.Admission;
import org.chaoschain.agent.remote.core.RemoteSettings;
import org.chaoschain.agent.remote.internal.Channel.Closing;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Which agents a node hosts, over the connections that come one after the other. */
class RemoteAgentsTest {
  private static final Duration TTL = Duration.ofMinutes(2);
  private static final AgentId ALICE = TestGateway.key(1).agent();
  private static final AgentId BOB = TestGateway.key(2).agent();
  private static final Bytes RECORD = Bytes.copyOf((byte) 1, (byte) 2);

  private final Simulation simulation = new Simulation();
  private final RemoteAgents agents =
      new RemoteAgents(
          new RemoteEnvironment(
              new Admission.Gateway(
                  TestGateway.CHAIN,
                  TestGateway.NODE.publicKey(),
                  TestGateway.PEER,
                  TestGateway.NODE::sign,
                  AuthSettings.DEFAULT),
              new Sessions(
                  simulation.metrics().limit("agent.auth.max.sessions", 9, "sessions"),
                  simulation.metrics().limit("agent.auth.max.per.agent", 9, "sessions"),
                  simulation.metrics().limit("agent.auth.max.per.address", 9, "sessions"),
                  Duration.ofHours(24)),
              simulation.clock(),
              simulation.entropy(),
              simulation.metrics(),
              Optional::empty,
              () -> JsonLimits.DEFAULT,
              RemoteSettings.defaults(simulation.metrics()),
              Runnable::run,
              Duration.ofSeconds(10),
              TTL));
  private int sessions;

  /** What an agent's connection is told. */
  private static class Line implements Presence.Connection {
    final List<Frame> written = new ArrayList<>();
    Optional<Closing> closed = Optional.empty();

    @Override
    public void write(String text) {
      try {
        written.add(
            Frames.read(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)), JsonLimits.DEFAULT));
      } catch (JsonFormException e) {
        throw new AssertionError(text, e);
      }
    }

    @Override
    public void close(Optional<String> last, Closing why, String reason) {
      closed = Optional.of(why);
    }

    Frame.Ready ready() {
      return (Frame.Ready) written.get(0);
    }
  }

  private Presence presence(
      AgentId agent, Line line, Optional<Grant> grant, Optional<Instant> hostedUntil) {
    Instant now = simulation.clock().now();
    Session session =
        new Session(
            TestGateway.bytes(++sessions).slice(0, 16),
            agent,
            "test",
            now,
            now.plusSeconds(9_999),
            grant);
    return new Presence(
        session, hostedUntil.map(until -> new Presence.HostedRecord(RECORD, 1, until)), line);
  }

  private Presence presence(AgentId agent, Line line) {
    return presence(agent, line, Optional.empty(), Optional.empty());
  }

  private void sweep() {
    agents.sweep(simulation.clock().nanoTime());
  }

  @Test
  void an_agent_that_begins_is_hosted_and_the_node_signs_only_if_it_may() {
    Grant grant =
        new Grant(
            RECORD,
            BOB,
            TestGateway.NODE.publicKey(),
            TestGateway.CHAIN,
            List.of("agents"),
            Instant.MAX);
    agents.begin(presence(ALICE, new Line()));
    agents.begin(presence(BOB, new Line(), Optional.of(grant), Optional.empty()));
    assertThat(agents.agents()).containsExactlyInAnyOrder(ALICE, BOB);
    assertThat(agents.hosts(ALICE)).isTrue();
    assertThat(agents.signer(ALICE)).isEmpty();
    assertThat(agents.delegation(ALICE)).isEmpty();
    assertThat(agents.delegation(BOB)).contains(RECORD);
    assertThat(agents.signer(BOB).orElseThrow().agent().key())
        .as("it signs with the node's key")
        .isEqualTo(TestGateway.NODE.publicKey());
  }

  @Test
  void an_agent_that_is_not_here_has_no_place() throws Exception {
    assertThat(agents.reserve(ALICE, 10)).isEmpty();
    agents.begin(presence(ALICE, new Line()));
    agents.reserve(ALICE, 10).orElseThrow().release();
  }

  @Test
  void an_agent_that_begins_again_takes_the_place_of_its_connection_and_of_its_session() {
    Line first = new Line();
    Line second = new Line();
    Bytes session = agents.begin(presence(ALICE, first)).sessionId();
    agents.begin(presence(ALICE, second));
    assertThat(first.closed).contains(Closing.REPLACED);
    assertThat(second.closed).isEmpty();
    assertThat(second.ready().session()).isNotEqualTo(session);
    assertThat(agents.all()).hasSize(1);
  }

  @Test
  void an_agent_that_is_just_beginning_is_not_taken_for_one_that_stays_away() {
    simulation.runFor(TTL.multipliedBy(2));
    Line first =
        new Line() {
          @Override
          public void close(Optional<String> last, Closing why, String reason) {
            sweep(); // the second is known by now, and has not begun
          }
        };
    Line second = new Line();
    agents.begin(presence(ALICE, first));
    agents.begin(presence(ALICE, second));
    assertThat(agents.hosts(ALICE)).isTrue();
    assertThat(second.closed).isEmpty();
    assertThat(second.ready().resumed()).isFalse();
  }

  @Test
  void an_agent_goes_on_by_its_session_and_by_no_other() {
    Presence gone = presence(ALICE, new Line());
    RemoteAgent alice = agents.begin(gone);
    RemoteAgent bob = agents.begin(presence(BOB, new Line()));
    alice.disconnected(gone);
    Line again = new Line();
    assertThat(agents.resume(presence(ALICE, again), alice.sessionId(), 0)).isSameAs(alice);
    assertThat(again.ready().resumed()).isTrue();
    Line thief = new Line();
    assertThat(agents.resume(presence(ALICE, thief), bob.sessionId(), 0)).isNotSameAs(bob);
    assertThat(thief.ready().resumed()).as("it begins anew").isFalse();
    assertThat(again.closed).contains(Closing.REPLACED);
    assertThat(agents.hosts(BOB)).isTrue();
  }

  @Test
  void an_agent_that_does_not_come_back_is_hosted_for_a_while_and_then_no_more() {
    Presence gone = presence(ALICE, new Line());
    agents.begin(gone).disconnected(gone);
    simulation.runFor(TTL.minusNanos(1));
    sweep();
    assertThat(agents.hosts(ALICE)).isTrue();
    simulation.runFor(Duration.ofNanos(1));
    sweep();
    assertThat(agents.hosts(ALICE)).isFalse();
    assertThat(agents.agents()).isEmpty();
  }

  @Test
  void the_end_of_a_connection_that_was_replaced_ends_nothing() {
    Presence first = presence(ALICE, new Line());
    RemoteAgent alice = agents.begin(first);
    alice.disconnected(first);
    agents.resume(presence(ALICE, new Line()), alice.sessionId(), 0);
    alice.disconnected(first);
    simulation.runFor(TTL.multipliedBy(2));
    sweep();
    assertThat(agents.hosts(ALICE)).isTrue();
  }

  @Test
  void hosting_records_are_told_until_they_end_and_a_change_is_told_once() {
    Instant end = simulation.clock().now().plusSeconds(60);
    agents.begin(presence(ALICE, new Line(), Optional.empty(), Optional.of(end)));
    assertThat(agents.takeChanged()).isTrue();
    assertThat(agents.takeChanged()).isFalse();
    assertThat(agents.signedHostingRecords()).containsExactly(RECORD);
    simulation.runFor(Duration.ofSeconds(60));
    assertThat(agents.signedHostingRecords()).isEmpty();
  }

  @Test
  void a_record_is_renewed_by_the_connection_that_is_current_alone() {
    Presence first = presence(ALICE, new Line());
    RemoteAgent alice = agents.begin(first);
    Presence second = presence(ALICE, new Line());
    agents.resume(second, alice.sessionId(), 0);
    agents.takeChanged();
    Presence.HostedRecord record = new Presence.HostedRecord(RECORD, 7, Instant.MAX);
    assertThat(agents.renew(alice, first, record)).isFalse();
    assertThat(agents.takeChanged()).isFalse();
    assertThat(agents.renew(alice, second, record)).isTrue();
    assertThat(agents.takeChanged()).isTrue();
    assertThat(agents.renew(alice, second, record)).as("not newer").isFalse();
  }

  @Test
  void a_stop_ends_all_and_who_comes_then_is_sent_away() {
    Line there = new Line();
    agents.begin(presence(ALICE, there));
    agents.stop();
    assertThat(there.closed).contains(Closing.GOING_AWAY);
    assertThat(agents.all()).isEmpty();
    Line late = new Line();
    agents.begin(presence(BOB, late));
    assertThat(late.closed).contains(Closing.GOING_AWAY);
  }
}
