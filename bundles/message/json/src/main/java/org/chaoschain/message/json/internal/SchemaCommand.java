// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.message.json.core.JsonForms;
import org.chaoschain.message.json.core.JsonSchemas;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The control command {@code types.schema}: the JSON Schemas of the forms. */
@Component(service = ControlCommand.class)
public final class SchemaCommand implements ControlCommand {
  private final JsonSchemas schemas;

  /** Made by Declarative Services. */
  @Activate
  public SchemaCommand(@Reference JsonForms forms) {
    this.schemas = forms.schemas();
  }

  @Override
  public String name() {
    return "types.schema";
  }

  @Override
  public String summary() {
    return "Lists the JSON Schemas of the protocol, or gives one (argument: name)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    Optional<String> name = request.text("name");
    if (name.isEmpty()) {
      for (String each : schemas.names()) {
        item(reply, each);
      }
      return;
    }
    String text =
        schemas
            .text(name.get())
            .orElseThrow(
                () ->
                    ControlException.notFound(
                        "there is no schema '%s'; there are %s"
                            .formatted(name.get(), String.join(", ", schemas.names()))));
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("name", name.get());
    item.put("schema", text);
    reply.item(item);
  }

  private static void item(ControlReply reply, String name) throws ControlException {
    Map<String, Object> item = new LinkedHashMap<>();
    item.put("name", name);
    item.put("id", JsonSchemas.BASE + name + ".json");
    reply.item(item);
  }
}
