// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.opinions.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.Opinions;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Clock;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** An operator asks the agents of the node for their opinion. */
class OpinionsCommandTest implements Opinions, AgentDirectory, Node {
  private static final HostedAgent ADA = new HostedAgent("ada", agent(1));
  private static final HostedAgent BOB = new HostedAgent("bob", agent(2));

  private final List<ProposedBlock> blocks = new ArrayList<>();
  private final List<Duration> times = new ArrayList<>();
  private List<HostedAgent> hosted = List.of(ADA, BOB);
  private final Clock clock = new Simulation().clock();
  private final OpinionsCommand command = new OpinionsCommand(this, this, this, clock);

  private static AgentId agent(int number) {
    byte[] key = new byte[AgentId.SIZE];
    Arrays.fill(key, (byte) number);
    return new AgentId(Bytes.wrap(key));
  }

  private List<Map<String, Object>> run(Map<String, Object> arguments) throws ControlException {
    List<Map<String, Object>> items = new ArrayList<>();
    command.run(
        new ControlRequest("opinions.ask", arguments),
        new ControlReply() {
          @Override
          public void item(Map<String, ?> object) {
            items.add(Map.copyOf(object));
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

  @Test
  void all_agents_are_asked_about_the_block_that_the_operator_describes() throws ControlException {
    List<Map<String, Object>> items =
        run(Map.of("drama", 7L, "height", 3L, "mood", "wild", "transactions", List.of("buy tea")));
    assertThat(items).hasSize(2);
    assertThat(items.get(0))
        .containsEntry("name", "ada")
        .containsEntry("status", "answered")
        .containsEntry("verdict", "approve")
        .containsEntry("reason", "tea");
    ProposedBlock block = blocks.get(0);
    assertThat(block.dramaLevel()).isEqualTo(7);
    assertThat(block.height()).isEqualTo(3);
    assertThat(block.mood()).isEqualTo("wild");
    assertThat(block.chainId()).isEqualTo("chaos");
    assertThat(block.transactions().get(0).summary()).isEqualTo("buy tea");
    assertThat(items.get(0)).containsEntry("block", block.hash().hex());
    assertThat(times).containsExactly(Duration.ofSeconds(5));
  }

  @Test
  void agents_are_named_by_name_or_id() throws ControlException {
    assertThat(run(Map.of("agents", List.of("bob")))).hasSize(1);
    assertThat(run(Map.of("agents", List.of(ADA.id().toString())))).hasSize(1);
    assertThatThrownBy(() -> run(Map.of("agents", List.of("eve"))))
        .hasMessageContaining("no agent here has the name eve");
  }

  @Test
  void what_makes_no_block_is_refused() {
    assertThatThrownBy(() -> run(Map.of("drama", 11L))).hasMessageContaining("not 11");
    assertThatThrownBy(() -> run(Map.of("within", "2m"))).hasMessageContaining("'within'");
    assertThatThrownBy(() -> run(Map.of("within", "soon"))).isInstanceOf(ControlException.class);
  }

  @Test
  void a_node_without_agents_says_so() {
    hosted = List.of();
    assertThatThrownBy(() -> run(Map.of())).hasMessageContaining("hosts no agent");
  }

  @Override
  public CompletionStage<List<Answer>> ask(
      ProposedBlock block, Set<AgentId> agents, Duration within) {
    blocks.add(block);
    times.add(within);
    return CompletableFuture.completedStage(
        agents.stream()
            .map(
                each ->
                    new Answer(
                        each,
                        Status.ANSWERED,
                        new Opinion(Opinion.Verdict.APPROVE, "tea"),
                        Duration.ofMillis(1)))
            .toList());
  }

  @Override
  public List<HostedAgent> hosted() {
    return hosted;
  }

  @Override
  public Optional<HostedAgent> byName(String name) {
    return hosted.stream().filter(each -> each.name().equals(name)).findFirst();
  }

  @Override
  public Optional<HostedAgent> byId(AgentId id) {
    return hosted.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  @Override
  public String name() {
    return "node";
  }

  @Override
  public String chainId() {
    return "chaos";
  }

  @Override
  public String version() {
    return "1";
  }

  @Override
  public Path directory(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void stop() {}
}
