// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.net.URI;
import java.nio.file.Path;
import java.util.Dictionary;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
import org.osgi.framework.Bundle;
import org.pf4j.DefaultPluginDescriptor;
import org.pf4j.PluginDescriptor;

/**
 * What a carrier says of its plugin.
 *
 * @param descriptor what the plugin says of itself
 * @param file the checked file in the plugin store
 * @param sha256 what it must hold
 * @param zip whether it is to be unpacked: {@code classes/} and {@code lib/}; else it is a jar
 */
record Carried(PluginDescriptor descriptor, Path file, String sha256, boolean zip) {
  private static final String FILE = "Chaos-Pf4j-File";
  private static final String SHA256 = "Chaos-Pf4j-Sha256";
  private static final String LAYOUT = "Chaos-Pf4j-Layout";

  static Carried by(Bundle carrier) throws CarriedPluginException {
    Dictionary<String, String> headers = carrier.getHeaders("");
    try {
      return new Carried(
          new DefaultPluginDescriptor(
              required(headers, "Plugin-Id"),
              optional(headers, "Plugin-Description", ""),
              optional(headers, "Plugin-Class", org.pf4j.Plugin.class.getName()),
              required(headers, "Plugin-Version"),
              optional(headers, "Plugin-Requires", "*"),
              optional(headers, "Plugin-Provider", ""),
              optional(headers, "Plugin-License", "")),
          Path.of(URI.create(required(headers, FILE))),
          required(headers, SHA256),
          required(headers, LAYOUT).equals("zip"));
    } catch (IllegalArgumentException e) {
      throw new CarriedPluginException(
          "the bundle %s is no carrier that this node has made: %s"
              .formatted(carrier.getSymbolicName(), e.getMessage()));
    }
  }

  private static String required(Dictionary<String, String> headers, String name) {
    String value = headers.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("it has no header " + name);
    }
    return value.strip();
  }

  private static String optional(Dictionary<String, String> headers, String name, String other) {
    String value = headers.get(name);
    return value == null || value.isBlank() ? other : value.strip();
  }
}
