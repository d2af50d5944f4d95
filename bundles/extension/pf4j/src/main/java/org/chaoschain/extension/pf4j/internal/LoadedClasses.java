// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import java.io.IOException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import org.chaoschain.extension.pf4j.carrier.CarriedPluginException;
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

  private LoadedClasses(PluginView view, PluginDescriptor descriptor, ClassLoader api) {
    super(view, descriptor, api, ClassLoadingStrategy.APD);
  }

  /**
   * Lays the plugin's files out in a folder and loads from there.
   *
   * @param undo gets the steps that close the loader and delete the files
   */
  static LoadedClasses layOut(
      Path place, Carried carried, PluginView view, ClassLoader api, Undo undo) throws IOException {
    GenerationFolder folder = GenerationFolder.make(place);
    undo.add("its files cannot be deleted from " + place, folder::delete);
    List<Path> classPath = folder.take(carried);
    LoadedClasses classes = new LoadedClasses(view, carried.descriptor(), api);
    undo.add("its class loader cannot be closed", classes::close);
    classPath.forEach(each -> classes.addFile(each.toFile()));
    return classes;
  }

  /**
   * Loads and initialises a class of the plugin.
   *
   * @param role what it is, for people
   */
  Class<?> load(String role, String name) throws CarriedPluginException {
    try {
      return Class.forName(name, true, this);
    } catch (ClassNotFoundException | LinkageError e) {
      throw Failures.of("its %s %s cannot be loaded".formatted(role, name), e);
    }
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
