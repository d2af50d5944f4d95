// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.core;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The shipped schemas in a validator that others wrote. It fetches nothing. */
final class Schemas {
  private static final JsonSchemas SHIPPED = new JsonSchemas();
  private static final Map<String, JsonSchema> READY = new HashMap<>();
  private static final JsonSchemaFactory FACTORY = factory();

  private Schemas() {}

  private static JsonSchemaFactory factory() {
    Map<String, String> byId = new HashMap<>();
    for (String name : SHIPPED.names()) {
      byId.put(JsonSchemas.BASE + name + ".json", SHIPPED.text(name).orElseThrow());
    }
    return JsonSchemaFactory.getInstance(
        SpecVersion.VersionFlag.V202012,
        builder -> builder.schemaLoaders(loaders -> loaders.schemas(byId)));
  }

  private static JsonSchema schema(String name) {
    return READY.computeIfAbsent(
        name,
        n ->
            FACTORY.getSchema(
                SchemaLocation.of(JsonSchemas.BASE + n + ".json"),
                SchemaValidatorsConfig.builder().build()));
  }

  /** What the schema of that name says against a text; empty if nothing. */
  static Set<ValidationMessage> against(String name, String text) {
    return schema(name).validate(text, InputFormat.JSON);
  }

  /** Whether the schema of all forms lets a text pass; false if the validator cannot read it. */
  static boolean pass(String text) {
    try {
      return against("message", text).isEmpty();
    } catch (RuntimeException e) {
      return false; // no JSON for the validator's parser
    }
  }

  /** What the meta schema says against a schema. */
  static Set<ValidationMessage> wellFormed(String name) {
    return FACTORY
        .getSchema(SchemaLocation.of("https://json-schema.org/draft/2020-12/schema"))
        .validate(SHIPPED.text(name).orElseThrow(), InputFormat.JSON);
  }
}
