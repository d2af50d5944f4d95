// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.wiring.BundleWiring;

/**
 * Prepares the classes of bundles for the archive that the start script has the virtual machine
 * write at its end. It takes only classes whose loader lives then, which is after the framework has
 * let go of them, and which are linked: those that were loaded to verify others are not.
 */
final class ArchivedClasses {
  private static final List<ClassLoader> LOADERS = new ArrayList<>();

  private ArchivedClasses() {}

  /** Keeps the loaders of all bundles, and links what they have loaded. */
  static void prepare(BundleContext context) {
    List<BundleWiring> wirings = new ArrayList<>();
    for (Bundle bundle : context.getBundles()) {
      BundleWiring wiring = bundle.adapt(BundleWiring.class);
      if (bundle.getBundleId() != 0 && wiring != null && wiring.getClassLoader() != null) {
        LOADERS.add(wiring.getClassLoader());
        wirings.add(wiring);
      }
    }
    Set<Class<?>> linked = new HashSet<>();
    int before;
    do { // to link one may load others
      before = linked.size();
      for (BundleWiring wiring : wirings) {
        for (Class<?> type : loaded(wiring)) {
          if (linked.add(type)) {
            link(type);
          }
        }
      }
    } while (linked.size() > before);
  }

  private static List<Class<?>> loaded(BundleWiring wiring) {
    ClassLoader loader = wiring.getClassLoader();
    List<Class<?>> types = new ArrayList<>();
    try {
      MethodHandle find =
          MethodHandles.privateLookupIn(loader.getClass(), MethodHandles.lookup())
              .findVirtual(
                  loader.getClass(),
                  "findLoadedClass",
                  MethodType.methodType(Class.class, String.class));
      for (String file :
          wiring.listResources(
              "/",
              "*.class",
              BundleWiring.LISTRESOURCES_LOCAL | BundleWiring.LISTRESOURCES_RECURSE)) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        Class<?> type = (Class<?>) find.invoke(loader, name);
        if (type != null) {
          types.add(type);
        }
      }
    } catch (Throwable e) {
      return List.of(); // another framework's loader: the archive has fewer classes
    }
    return types;
  }

  /** Asking a class for its fields links it, and does not run its initializer. */
  private static void link(Class<?> type) {
    try {
      Objects.requireNonNull(type.getDeclaredFields());
    } catch (LinkageError e) {
      // refers to an optional class that is not there: such a class is not archived
    }
  }
}
