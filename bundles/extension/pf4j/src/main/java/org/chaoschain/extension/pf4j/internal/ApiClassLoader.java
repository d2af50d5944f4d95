// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.util.Set;

/**
 * What a plugin sees of the node, and all it sees: the JDK, the platform's API, SLF4J, and the API
 * of PF4J. Neither this adapter's own classes nor the libraries of the node are among it, so a
 * plugin brings those it needs, in the versions it wants. Resources are the JDK's alone.
 */
final class ApiClassLoader extends ClassLoader {
  private static final String PLATFORM = "org.chaoschain.api.";
  private static final Set<String> LIBRARIES =
      Set.of("org.pf4j", "org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi");

  static {
    registerAsParallelCapable();
  }

  private final ClassLoader node;

  /**
   * Offers the packages that a loader sees.
   *
   * @param node the loader of this adapter's bundle
   */
  ApiClassLoader(ClassLoader node) {
    super("chaos-api", ClassLoader.getPlatformClassLoader());
    this.node = node;
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    if (!offered(name)) {
      throw new ClassNotFoundException(name);
    }
    return node.loadClass(name);
  }

  private static boolean offered(String name) {
    int end = name.lastIndexOf('.');
    String packageName = end < 0 ? "" : name.substring(0, end);
    return name.startsWith(PLATFORM) || LIBRARIES.contains(packageName);
  }
}
