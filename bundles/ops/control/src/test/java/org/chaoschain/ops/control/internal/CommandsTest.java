// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.ops.control.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.junit.jupiter.api.Test;

/** Which command is called. */
class CommandsTest {
  private final Commands commands = new Commands();

  @Test
  void theHigherRankingWinsAndOfEqualOnesTheYounger() {
    Said first = new Said("stop");
    Said second = new Said("stop");
    Said third = new Said("stop");
    commands.add(first, service(1, 7));
    commands.add(second, service(2, 0));
    assertThat(commands.named("stop")).contains(first);
    commands.remove(service(1, 7));
    commands.add(third, service(3, 0));
    assertThat(commands.named("stop")).contains(third);
    commands.remove(service(3, 0));
    assertThat(commands.named("stop")).contains(second);
  }

  @Test
  void aCommandHasTheNameThatItToldFirst() {
    Said honest = new Said("stop");
    commands.add(honest, service(1, 0));
    commands.add(new Said("fish.feed", "stop"), service(2, 0));
    assertThat(commands.named("stop")).contains(honest);
    assertThat(commands.named("fish.feed")).isPresent();
  }

  @Test
  void oneThatFailsKeepsNobodyFromTheOthers() {
    commands.add(new Said("stop"), service(1, 0));
    commands.add(new Said("fish.feed"), service(2, 0)); // fails when it is asked once more
    assertThatThrownBy(() -> commands.add(new Said(), service(3, 0)))
        .isInstanceOf(IllegalStateException.class);
    assertThat(commands.named("stop")).isPresent();
    assertThat(commands.summaries())
        .containsOnlyKeys("fish.feed", "stop")
        .hasEntrySatisfying("stop", line -> assertThat(line).contains("cannot say what it does"));
  }

  private static Map<String, Object> service(long id, int ranking) {
    return Map.of("service.id", id, "service.ranking", ranking);
  }

  /** Tells these names, one after the other, and then fails. */
  private static final class Said implements ControlCommand {
    private final Iterator<String> names;

    Said(String... names) {
      this.names = List.of(names).iterator();
    }

    @Override
    public String name() {
      if (!names.hasNext()) {
        throw new IllegalStateException("no name is left");
      }
      return names.next();
    }

    @Override
    public String summary() {
      throw new IllegalStateException("nothing to say");
    }

    @Override
    public void run(ControlRequest request, ControlReply reply) {}
  }
}
