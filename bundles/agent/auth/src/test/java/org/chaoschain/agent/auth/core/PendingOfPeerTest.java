// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexRecorder;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A peer that begins handshakes and says nothing takes no place from others. */
@ExtendWith(LeakCheck.class)
class PendingOfPeerTest {
  private static final Duration SOON = Duration.ofSeconds(5);
  private static final String KEY = "agent.auth.max.pending.per.peer";

  private final Simulation simulation = new Simulation();
  private final AuthProtocol protocol =
      Streams.protocol(simulation, 8, 3, Streams.sessions(simulation));
  private final List<SimConnection> connections = new ArrayList<>();

  private SimConnection connection(int peer) {
    SimConnection connection =
        new SimConnection(
            simulation, new PublicKey(KeyType.ED25519, Parties.key(peer).publicKey()));
    connections.add(connection);
    return connection;
  }

  /** A handshake as its peer sees it. */
  private record Begun(SimConnection.Opened opened, DuplexRecorder answers) {}

  private Begun begin(SimConnection connection) {
    SimConnection.Opened opened = connection.openedByRemote(AuthProtocol.ID, LinkSettings.DEFAULT);
    DuplexRecorder answers = DuplexRecorder.reading(opened.remote());
    opened.local().executor().execute(() -> protocol.onStream(opened.local()));
    simulation.runFor(Duration.ofSeconds(1));
    return new Begun(opened, answers);
  }

  @Test
  void aPeerHasItsShareOverAllItsConnections() {
    for (int i = 0; i < 10; i++) {
      begin(connection(5));
    }
    assertThat(protocol.pending()).isEqualTo(3);
    assertThat(simulation.metrics().refusals(KEY)).isEqualTo(7);
    assertThat(simulation.metrics().refusals("agent.auth.max.pending")).isZero();
    assertThat(begin(connection(6)).answers().closed()).as("another peer").isFalse();
    assertThat(protocol.pending()).isEqualTo(4);
    end();
  }

  @Test
  void aShareThatHasComeToItsEndIsThereAgain() {
    SimConnection connection = connection(5);
    begin(connection);
    Begun ended = begin(connection);
    begin(connection);
    Begun refused = begin(connection);
    assertThat(refused.answers().closeReason().kind()).isEqualTo(CloseReason.Kind.REMOTE_RESET);
    ended.opened().remote().close();
    simulation.await(() -> protocol.pending() == 2, SOON);
    assertThat(begin(connection).answers().closed()).isFalse();
    end();
    for (int i = 0; i < 3; i++) {
      assertThat(begin(connection(5)).answers().closed()).as("after the deadline").isFalse();
    }
    end();
  }

  private void end() {
    simulation.runFor(AuthSettings.MAX_CHALLENGE_LIFE.plus(SOON));
    connections.forEach(each -> each.close(CloseReason.LOCAL));
    connections.clear();
    simulation.runFor(SOON);
    assertThat(protocol.pending()).isZero();
    simulation.assertNoLeaks();
  }
}
