// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.registry.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Relations.Alliance;
import org.chaoschain.api.agent.Relations.State;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Content.Alliance.Action;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.Payload;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RegistryComponentTest {
  private static final AgentId ALICE = agent(1);
  private static final AgentId BOB = agent(2);
  private static final AgentId EVE = agent(3);

  private final Simulation simulation = new Simulation();
  private final MemoryStore store = new MemoryStore();
  private int said;

  private static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  /** The defaults, but for a number. */
  private static RegistryConfiguration configured(String name, int value) {
    return (RegistryConfiguration)
        Proxy.newProxyInstance(
            RegistryComponentTest.class.getClassLoader(),
            new Class<?>[] {RegistryConfiguration.class},
            (proxy, method, arguments) ->
                method.getName().equals(name) ? value : method.getDefaultValue());
  }

  private RegistryComponent component(MemoryStore kept, RegistryConfiguration configuration) {
    return new RegistryComponent(
        simulation.clock(), simulation.scheduler(), simulation.metrics(), kept, configuration);
  }

  private RegistryComponent component() {
    return component(store, configured("", 0));
  }

  private Message message(AgentId from, Optional<AgentId> to, Content content) {
    said++;
    return new Message(
        1,
        "m-" + said,
        Instant.EPOCH.plusSeconds(said),
        from,
        "test",
        new Payload.AgentCommunication(from, to, content),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private void passes(RegistryComponent registry, AgentId from, AgentId to, Action action) {
    registry.passed(
        MessageRecord.State.DELIVERED,
        message(from, Optional.of(to), new Content.Alliance("pact", action, "all for one")));
    simulation.runUntilIdle();
  }

  private RegistryComponent agreed() {
    RegistryComponent registry = component();
    passes(registry, ALICE, BOB, Action.PROPOSE);
    passes(registry, BOB, ALICE, Action.ACCEPT);
    return registry;
  }

  private static List<State> states(RegistryComponent registry) {
    return registry.alliances().stream().map(Alliance::state).toList();
  }

  private static List<Map<String, ?>> ask(RegistryComponent registry, Map<String, Object> arguments)
      throws ControlException {
    List<Map<String, ?>> items = new ArrayList<>();
    registry.run(
        new ControlRequest("agents.relations", arguments),
        new ControlReply() {
          @Override
          public void item(Map<String, ?> object) {
            items.add(object);
          }

          @Override
          public boolean closed() {
            return false;
          }

          @Override
          public boolean awaitClosed(Duration atMost) {
            return false;
          }
        });
    return items;
  }

  @ParameterizedTest
  @EnumSource(MessageRecord.State.class)
  void whatWasSentOrHandedOverCountsAndNothingElse(MessageRecord.State state) {
    RegistryComponent registry = component();
    registry.passed(
        state, message(ALICE, Optional.of(BOB), new Content.Alliance("pact", Action.PROPOSE, "")));
    simulation.runUntilIdle();
    boolean counts = state == MessageRecord.State.SENT || state == MessageRecord.State.DELIVERED;
    assertThat(registry.alliances()).hasSize(counts ? 1 : 0);
  }

  @Test
  void broadcastsAndOtherWordsDoNotCount() {
    RegistryComponent registry = component();
    registry.passed(
        MessageRecord.State.DELIVERED,
        message(ALICE, Optional.empty(), new Content.Alliance("pact", Action.PROPOSE, "")));
    registry.passed(
        MessageRecord.State.DELIVERED,
        message(ALICE, Optional.of(BOB), new Content.Discussion("alliances", "PROPOSE", "")));
    simulation.runUntilIdle();
    assertThat(registry.alliances()).isEmpty();
  }

  @Test
  void relationsOutliveTheComponent() {
    RegistryComponent before = agreed();
    RegistryComponent after = component();
    assertThat(after.alliances()).isEqualTo(before.alliances());
    assertThat(after.trust(ALICE, BOB)).isEqualTo(10);
    assertThat(after.trust(BOB, ALICE)).isEqualTo(10);
    passes(after, BOB, ALICE, Action.DISSOLVE);
    assertThat(states(component())).containsExactly(State.DISSOLVED);
  }

  @Test
  void aMessageOfBeforeTheRestartThatIsSeenAgainCountsOnce() {
    RegistryComponent before = component();
    Message offer =
        message(ALICE, Optional.of(BOB), new Content.Alliance("pact", Action.PROPOSE, ""));
    before.passed(MessageRecord.State.DELIVERED, offer);
    simulation.runUntilIdle();
    passes(before, BOB, ALICE, Action.REJECT);
    RegistryComponent after = component();
    after.passed(MessageRecord.State.DELIVERED, offer);
    simulation.runUntilIdle();
    assertThat(states(after)).containsExactly(State.REJECTED);
    assertThat(after.trust(ALICE, BOB)).isEqualTo(-2);
  }

  @Test
  void withoutAStoreTheyAreKeptInMemory() {
    RegistryComponent registry = component(null, configured("", 0));
    passes(registry, ALICE, BOB, Action.PROPOSE);
    assertThat(states(registry)).containsExactly(State.PROPOSED);
  }

  @Test
  void aStoreThatFailsCostsTheMemoryOverRestartsAndNothingElse() {
    store.opens = false;
    RegistryComponent registry = component();
    passes(registry, ALICE, BOB, Action.PROPOSE);
    assertThat(states(registry)).containsExactly(State.PROPOSED);
    store.opens = true;
    store.writes = false;
    RegistryComponent other = component();
    passes(other, ALICE, BOB, Action.PROPOSE);
    assertThat(states(other)).containsExactly(State.PROPOSED);
    assertThat(store.content).isEmpty();
  }

  @Test
  void whatIsForgottenIsForgottenInTheStoreToo() {
    RegistryComponent registry = component(store, configured("max_alliances", 1));
    passes(registry, ALICE, BOB, Action.PROPOSE);
    passes(registry, EVE, BOB, Action.PROPOSE);
    assertThat(registry.alliances()).singleElement().extracting(Alliance::proposer).isEqualTo(EVE);
    assertThat(store.content).hasSize(1);
  }

  @Test
  void moreThanAPageIsReadAndWhatIsNotUnderstoodIsPassedOver() {
    RegistryComponent registry = component(store, configured("max_alliances_per_agent", 1_000));
    for (int i = 0; i < 600; i++) {
      registry.passed(
          MessageRecord.State.SENT,
          message(ALICE, Optional.of(BOB), new Content.Alliance("p" + i, Action.PROPOSE, "")));
      simulation.runFor(Duration.ofMillis(1)); // what changed later comes first
    }
    store.content.put(Bytes.copyOf((byte) 'a'), Bytes.EMPTY);
    store.content.put(Bytes.wrap(new byte[70]), Bytes.wrap(new byte[8]));
    byte[] alliance = new byte[70];
    alliance[0] = 'a';
    store.content.put(Bytes.wrap(alliance), Bytes.wrap(new byte[] {9, 0}));
    RegistryComponent again = component(store, configured("max_alliances_per_agent", 1_000));
    assertThat(again.alliances()).hasSize(600);
    assertThat(again.alliances().get(0).id()).isEqualTo("p599");
  }

  /** The executor does not come to its turn. */
  @Test
  void moreMessagesThanMayWaitAreMissedAndCounted() {
    RegistryComponent registry = component(store, configured("max_waiting", 3));
    for (int i = 0; i < 10; i++) {
      registry.passed(
          MessageRecord.State.SENT,
          message(ALICE, Optional.of(BOB), new Content.Alliance("p" + i, Action.PROPOSE, "")));
    }
    simulation.runUntilIdle();
    assertThat(registry.alliances()).hasSize(3);
    assertThat(simulation.metrics().refusals("agent.registry.max.waiting")).isEqualTo(7);
    passes(registry, EVE, BOB, Action.PROPOSE);
    assertThat(registry.alliances()).as("there is room again").hasSize(4);
  }

  @Test
  void theCommandListsAllOrThoseOfOneAgent() throws ControlException {
    RegistryComponent registry = agreed();
    passes(registry, EVE, BOB, Action.PROPOSE);
    assertThat(registry.name()).isEqualTo("agents.relations");
    assertThat(ask(registry, Map.of())).hasSize(2);
    Map<String, ?> item = ask(registry, Map.of("agent", ALICE.toString())).get(0);
    assertThat(item.keySet())
        .containsExactly(
            "alliance",
            "proposer",
            "partner",
            "state",
            "terms",
            "since",
            "proposer.trusts",
            "partner.trusts");
    assertThat(List.copyOf(item.values()).toString())
        .isEqualTo(
            "[pact, %s, %s, ACTIVE, all for one, 2026-01-01T00:00:00Z, 10, 10]"
                .formatted(ALICE, BOB));
    assertThat(ask(registry, Map.of("agent", agent(9).toString()))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "alice", "did:key:z", "did:key:z6Mk", "did:web:example.org"})
  void anAgentThatIsNoneIsAMistakeOfTheAsker(String agent) {
    RegistryComponent registry = component();
    assertThatThrownBy(() -> ask(registry, Map.of("agent", agent)))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("usage"));
  }
}
