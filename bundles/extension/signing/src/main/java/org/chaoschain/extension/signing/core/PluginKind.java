// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.util.Locale;

/** What loads a plugin. */
public enum PluginKind {
  /** The OSGi framework: a bundle. */
  OSGI,
  /** The PF4J adapter: a jar or zip with a plugin id. */
  PF4J;

  /** The word in a signature: {@code osgi}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
