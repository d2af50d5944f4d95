// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;
import org.pf4j.ClassLoadingStrategy;
import org.pf4j.PluginClassLoader;
import org.pf4j.PluginDescriptor;

/**
 * The classes of one generation of a plugin. What the node offers comes first, so that a copy of it
 * in a plugin cannot split a type in two; then the plugin's own.
 */
final class LoadedClasses extends PluginClassLoader {
  static {
    registerAsParallelCapable();
  }

  private final Resources resources = new Resources();

  LoadedClasses(PluginView view, PluginDescriptor descriptor, ClassLoader api) {
    super(view, descriptor, api, ClassLoadingStrategy.APD);
  }

  @Override
  public URL findResource(String name) {
    return resources.tracked(super.findResource(name));
  }

  @Override
  public Enumeration<URL> findResources(String name) throws IOException {
    return resources.tracked(super.findResources(name));
  }

  @Override
  public void close() throws IOException {
    try (resources) {
      super.close();
    }
  }
}
