// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The schemas and the reader say the same; where the reader is stricter, that is documented. */
class SchemasTest {
  @Example
  void each_form_has_a_schema_and_each_schema_is_one() {
    JsonSchemas schemas = new JsonSchemas();
    assertThat(schemas.names()).containsAll(JsonMessages.types()).contains("message", "common");
    for (String name : schemas.names()) {
      assertThat(schemas.text(name).orElseThrow())
          .contains("\"$id\": \"" + JsonSchemas.BASE + name + ".json\"");
      assertThat(Schemas.wellFormed(name)).as(name).isEmpty();
    }
    assertThat(schemas.text("../../secrets")).isEmpty();
    assertThat(schemas.text("nonsense")).isEmpty();
  }

  @Property(tries = 600)
  void what_is_written_passes_its_own_schema_and_that_of_all(@ForAll long seed) {
    Sample sample = new Sample(seed);
    JsonForm form = sample.form();
    String bare =
        JsonMessages.write(new JsonMessage(form, sample.maybe(sample::head), Optional.empty()));
    String whole = JsonMessages.write(JsonMessages.view(sample.envelope(form), true));
    assertThat(Schemas.against(form.type(), bare)).isEmpty();
    assertThat(Schemas.against(form.type(), whole)).isEmpty();
    assertThat(Schemas.against("message", bare)).isEmpty();
  }

  @Property(tries = 200)
  void a_message_passes_no_schema_but_its_own(@ForAll long seed) {
    Sample sample = new Sample(seed);
    JsonForm form = sample.form();
    String text = JsonMessages.write(new JsonMessage(form, Optional.empty(), Optional.empty()));
    for (String type : JsonMessages.types()) {
      assertThat(Schemas.against(type, text).isEmpty())
          .as(type)
          .isEqualTo(type.equals(form.type()));
    }
  }
}
