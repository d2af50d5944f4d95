// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.GeneralSecurityException;
import java.util.HashSet;
import java.util.Set;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** A sealed key opens for its agent, with its wrapping key, unchanged; and not otherwise. */
class SealedKeysTest {
  private final Simulation simulation = new Simulation();
  private final SealedKeys seal = seal();
  private final AgentId agent = agent();
  private final Bytes secret = Bytes.wrap(simulation.entropy().bytes(32));

  private SealedKeys seal() {
    return new SealedKeys(Bytes.wrap(simulation.entropy().bytes(32)), simulation.entropy());
  }

  private AgentId agent() {
    return new AgentId(Bytes.wrap(simulation.entropy().bytes(32)));
  }

  @Test
  void itOpensForItsAgent() throws GeneralSecurityException {
    Bytes sealed = seal.seal(agent, secret);
    assertThat(seal.open(agent, sealed)).isEqualTo(secret);
    assertThat(sealed.hex()).doesNotContain(secret.hex());
    assertThat(seal.seal(agent, secret)).isNotEqualTo(sealed);
  }

  @Test
  void itOpensForNoOtherAgentAndWithNoOtherKey() {
    Bytes sealed = seal.seal(agent, secret);
    assertThatThrownBy(() -> seal.open(agent(), sealed))
        .isInstanceOf(GeneralSecurityException.class);
    assertThatThrownBy(() -> seal().open(agent, sealed))
        .isInstanceOf(GeneralSecurityException.class);
  }

  @Test
  void eachByteOfItCounts() {
    byte[] sealed = seal.seal(agent, secret).toArray();
    Set<Integer> opened = new HashSet<>();
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      try {
        seal.open(agent, Bytes.wrap(changed));
        opened.add(i);
      } catch (GeneralSecurityException e) {
        assertThat(e.getMessage()).isNotEmpty();
      }
    }
    assertThat(opened).isEmpty();
    assertThatThrownBy(() -> seal.open(agent, Bytes.EMPTY))
        .isInstanceOf(GeneralSecurityException.class);
  }
}
