// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.node.Node;
import org.chaoschain.kernel.KernelException;
import org.chaoschain.kernel.Platform;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;

/** Reads what the framework of a node provides by itself. */
public final class PlatformReader {
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** What {@link NodeProcess} registers before any bundle starts. */
  private static final List<String> SERVICES =
      List.of(
          Node.class.getName(),
          org.osgi.service.log.LoggerFactory.class.getName(),
          ControlCommand.class.getName());

  private PlatformReader() {}

  /** Makes a framework on the folder, asks its system bundle, and lets it go. */
  public static Platform read(Path cache) throws KernelException, InterruptedException {
    NodeFramework framework =
        NodeFramework.init(
            () -> cache,
            FileFacts.none(),
            new Connector(Set.of(), PlatformReader.class.getClassLoader(), FileFacts.none()));
    try {
      List<Capability> capabilities =
          new ArrayList<>(
              framework.framework().adapt(BundleRevision.class).getDeclaredCapabilities(null));
      return new Platform(capabilities, SERVICES);
    } finally {
      framework.stop();
      framework.awaitStop(PATIENCE);
    }
  }
}
