// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import org.chaoschain.extension.plugins.internal.file.CapabilityHeader;
import org.chaoschain.extension.plugins.internal.file.DesiredPlugin;
import org.chaoschain.extension.plugins.internal.file.PluginFile;
import org.chaoschain.extension.plugins.internal.gate.PluginBundle;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.ServiceReference;

/** What can be read off a bundle. */
final class Headers {
  private static final String COMPONENTS = "Service-Component";

  private Headers() {}

  static boolean hasComponents(Bundle bundle) {
    String header = bundle.getHeaders("").get(COMPONENTS);
    return header != null && !header.isBlank();
  }

  /** Whether it runs, or waits for the first use of one of its classes because it asked to. */
  static boolean up(Bundle bundle) {
    if (bundle.getState() == Bundle.ACTIVE) {
      return true;
    }
    String policy = bundle.getHeaders("").get(Constants.BUNDLE_ACTIVATIONPOLICY);
    return bundle.getState() == Bundle.STARTING
        && policy != null
        && policy.startsWith(Constants.ACTIVATION_LAZY);
  }

  /** The types of the services that a bundle has registered, sorted, each once. */
  static Collection<String> services(Bundle bundle) {
    ServiceReference<?>[] references;
    try {
      references = bundle.getRegisteredServices();
    } catch (IllegalStateException e) {
      return java.util.List.of(); // it was uninstalled in this moment
    }
    if (references == null) {
      return java.util.List.of();
    }
    return Arrays.stream(references)
        .map(reference -> (String[]) reference.getProperty(Constants.OBJECTCLASS))
        .filter(Objects::nonNull)
        .flatMap(Arrays::stream)
        .distinct()
        .sorted()
        .toList();
  }

  /**
   * What a bundle says of itself as a plugin.
   *
   * @throws CapabilityHeader.SyntaxException if its capabilities cannot be read
   */
  static PluginBundle plugin(Bundle bundle, DesiredPlugin plugin)
      throws CapabilityHeader.SyntaxException {
    String state = bundle.getHeaders("").get(PluginFile.StateForm.VERSION_HEADER);
    return new PluginBundle(
        bundle.getBundleId(),
        plugin.name(),
        plugin.version().toString(),
        plugin.generation(),
        state == null ? 1 : Integer.parseInt(state.strip()),
        CapabilityHeader.parse(bundle.getHeaders("").get(CapabilityHeader.NAME)));
  }

  /** Name and version, for people. */
  static String label(Bundle bundle) {
    return Optional.ofNullable(bundle.getSymbolicName()).orElse("bundle " + bundle.getBundleId())
        + " "
        + bundle.getVersion();
  }
}
