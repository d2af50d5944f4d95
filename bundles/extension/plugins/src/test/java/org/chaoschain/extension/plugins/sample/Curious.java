// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.plugin.PluginContext;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** A component that tells what it gets to see of the node. */
public final class Curious implements Supplier<String> {
  private BundleContext context;

  void activate(BundleContext bundleContext) {
    context = bundleContext;
  }

  @Override
  public String get() {
    try {
      ServiceReference<?>[] all = context.getServiceReferences((String) null, null);
      String types =
          Arrays.stream(all)
              .flatMap(each -> Arrays.stream((String[]) each.getProperty("objectClass")))
              .map(each -> each.substring(each.lastIndexOf('.') + 1))
              .sorted()
              .collect(Collectors.joining(","));
      return types + " " + folder() + " " + directory();
    } catch (org.osgi.framework.InvalidSyntaxException e) {
      return e.toString();
    }
  }

  private String folder() {
    PluginContext own = context.getService(context.getServiceReference(PluginContext.class));
    try {
      Path folder = own.dataFolder();
      return own.name()
          + "/"
          + own.version()
          + "/"
          + own.generation()
          + "="
          + folder.getParent().getFileName()
          + "/"
          + folder.getFileName();
    } catch (RuntimeException e) {
      return e.getClass().getSimpleName();
    }
  }

  private String directory() {
    Node node = context.getService(context.getServiceReference(Node.class));
    try {
      return node.name() + node.directory("keys");
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }
}
