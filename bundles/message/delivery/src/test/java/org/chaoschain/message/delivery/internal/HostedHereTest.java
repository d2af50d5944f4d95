// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.LocalAgents;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.junit.jupiter.api.Test;

/** Several may host agents on one node; delivery sees them as one. */
class HostedHereTest {
  private static final Ed25519Key ADA = key(1);
  private static final Ed25519Key BOB = key(2);
  private static final Ed25519Key NODE = key(3);
  private static final Bytes PERMISSION = Bytes.copyOf((byte) 7);

  private final HostedHere hosted = new HostedHere();

  private static Ed25519Key key(int number) {
    byte[] seed = new byte[Ed25519Key.SEED_BYTES];
    seed[0] = (byte) number;
    return Ed25519Key.ofSeed(seed);
  }

  /** Hosts one agent. */
  private record Host(AgentId agent, MessageSigner key, Optional<Bytes> permission)
      implements LocalAgents, LocalAgents.Place {
    @Override
    public List<AgentId> agents() {
      return List.of(agent);
    }

    @Override
    public Optional<MessageSigner> signer(AgentId asked) {
      return asked.equals(agent) ? Optional.of(key) : Optional.empty();
    }

    @Override
    public Optional<Bytes> delegation(AgentId asked) {
      return asked.equals(agent) ? permission : Optional.empty();
    }

    @Override
    public Optional<Place> reserve(AgentId asked, int bytes) {
      return asked.equals(agent) ? Optional.of(this) : Optional.empty();
    }

    @Override
    public void fill(SignedMessage message) {}

    @Override
    public void release() {}
  }

  private static Map<String, Object> service(long id, int ranking) {
    return Map.of("service.id", id, "service.ranking", ranking);
  }

  @Test
  void nobody_hosts_until_somebody_comes_and_after_the_last_has_gone() {
    assertThat(hosted.get()).isEmpty();
    hosted.add(new Host(ADA.agent(), ADA, Optional.empty()), service(1, 0));
    assertThat(hosted.get()).contains(hosted);
    hosted.remove(service(1, 0));
    assertThat(hosted.get()).isEmpty();
  }

  @Test
  void each_agent_is_with_its_host() throws LimitExceededException {
    Host own = new Host(ADA.agent(), ADA, Optional.empty());
    Host remote = new Host(BOB.agent(), NODE, Optional.of(PERMISSION));
    hosted.add(own, service(1, 0));
    hosted.add(remote, service(2, 0));
    assertThat(hosted.agents()).containsExactly(ADA.agent(), BOB.agent());
    assertThat(hosted.hosts(BOB.agent())).isTrue();
    assertThat(hosted.hosts(NODE.agent())).isFalse();
    assertThat(hosted.signer(BOB.agent())).contains(NODE);
    assertThat(hosted.delegation(BOB.agent())).contains(PERMISSION);
    assertThat(hosted.delegation(ADA.agent())).isEmpty();
    assertThat(hosted.reserve(BOB.agent(), 1)).contains(remote);
    assertThat(hosted.reserve(NODE.agent(), 1)).isEmpty();
  }

  @Test
  void key_and_delegation_of_an_agent_with_two_hosts_are_of_the_same_host() {
    hosted.add(new Host(ADA.agent(), NODE, Optional.of(PERMISSION)), service(1, 0));
    hosted.add(new Host(ADA.agent(), ADA, Optional.empty()), service(2, 5));
    assertThat(hosted.agents()).containsExactly(ADA.agent());
    assertThat(hosted.signer(ADA.agent())).contains(ADA);
    assertThat(hosted.delegation(ADA.agent())).isEmpty();
  }
}
