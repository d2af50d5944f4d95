// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonMessages;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

class SchemaCommandTest {
  private final SchemaCommand command =
      new SchemaCommand(new ConfiguredForms(new RecordedMetrics(), JsonLimits.DEFAULT));

  private List<Map<String, Object>> run(Map<String, Object> arguments) throws ControlException {
    List<Map<String, Object>> items = new ArrayList<>();
    command.run(
        new ControlRequest("types.schema", arguments),
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
  void without_a_name_all_schemas_are_listed() throws Exception {
    assertThat(run(Map.of()))
        .extracting(item -> item.get("name"))
        .containsAll(JsonMessages.types())
        .contains("message", "common");
  }

  @Test
  void with_a_name_the_schema_is_given() throws Exception {
    assertThat(run(Map.of("name", "agent_message")))
        .singleElement()
        .satisfies(
            item ->
                assertThat(item.get("schema").toString())
                    .contains("\"title\": \"An agent speaks to one other\""));
  }

  @Test
  void a_name_that_is_none_is_answered_with_those_there_are() {
    assertThatThrownBy(() -> run(Map.of("name", "agent")))
        .isInstanceOfSatisfying(
            ControlException.class, e -> assertThat(e.code()).isEqualTo("not-found"))
        .hasMessageContaining("agent_message, network_broadcast");
  }
}
