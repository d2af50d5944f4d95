// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.plugin;

import java.nio.file.Path;
import org.osgi.annotation.versioning.ProviderType;

/**
 * What a plugin may know of itself. It is a service with an object for each plugin: an OSGi plugin
 * takes it as a reference, a PF4J extension as a parameter of its constructor. Immutable.
 */
@ProviderType
public interface PluginContext {
  /** The plugin's name: the symbolic name of its bundle, or its PF4J plugin id. */
  String name();

  /** The plugin's version, such as {@code 1.2.0}. */
  String version();

  /** 1 for the first generation of the plugin in this node, and one more for each after it. */
  long generation();

  /**
   * The version of the form of what is in {@link #dataFolder}; the manifest header {@code
   * Chaos-State-Version}, 1 if there is none.
   */
  int stateVersion();

  /**
   * The plugin's own folder, made with mode 0700. It outlives updates, and restarts of the node;
   * removing the plugin keeps it, unless its data is to go as well. Two generations of the same
   * state version share it for the moment in which both run.
   *
   * @throws org.chaoschain.api.isolation.CapabilityException if the manifest does not declare the
   *     capability {@code files}
   * @throws java.io.UncheckedIOException if it cannot be made
   */
  Path dataFolder();
}
