// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.json.internal;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonForms;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.message.json.core.JsonMessages;
import org.chaoschain.message.json.core.JsonSchemas;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The forms with this node's limits. Refusals are counted as {@code message.json.refused} with the
 * tag {@code reason}, those of a limit as {@code limit.refused} as well.
 */
@Component(configurationPid = "org.chaoschain.message.json")
@Designate(ocd = JsonConfiguration.class)
public final class ConfiguredForms implements JsonForms {
  private static final Logger LOG = LoggerFactory.getLogger(ConfiguredForms.class);

  private final Metrics metrics;
  private final JsonLimits limits;
  private final List<Limit> counted;
  private final JsonSchemas schemas = new JsonSchemas();

  /** Made by Declarative Services. */
  @Activate
  public ConfiguredForms(@Reference Metrics metrics, JsonConfiguration configuration) {
    this(metrics, JsonConfiguration.Reader.read(configuration));
  }

  ConfiguredForms(Metrics metrics, JsonLimits limits) {
    this.metrics = metrics;
    this.limits = limits;
    this.counted =
        List.of(
            metrics.limit("message.json.max.bytes", limits.maxBytes(), "bytes"),
            metrics.limit("message.json.max.depth", limits.maxDepth(), "levels"),
            metrics.limit("message.json.max.string.bytes", limits.maxStringBytes(), "bytes"),
            metrics.limit("message.json.max.number.chars", limits.maxNumberChars(), "characters"),
            metrics.limit("message.json.max.values", limits.maxValues(), "values"));
  }

  @Override
  public JsonLimits limits() {
    return limits;
  }

  @Override
  public JsonMessages.Read read(Bytes utf8, int maxBytes) throws JsonFormException {
    try {
      return JsonMessages.read(utf8, limits.within(maxBytes));
    } catch (JsonFormException e) {
      metrics.counter("message.json.refused", "reason", e.reason().code()).increment();
      e.key()
          .flatMap(key -> counted.stream().filter(limit -> limit.key().equals(key)).findFirst())
          .ifPresent(limit -> limit.refused().increment());
      LOG.debug("refused a JSON text: {}", e.getMessage());
      throw e;
    }
  }

  @Override
  public JsonSchemas schemas() {
    return schemas;
  }
}
