// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.internal;

import java.nio.file.Path;
import org.chaoschain.api.node.Node;

/** The node as bundles see it. */
record NodeService(
    String name, String chainId, String version, DataDirectory data, Runnable stopper)
    implements Node {
  @Override
  public Path directory(String name) {
    return data.directory(name);
  }

  @Override
  public void stop() {
    stopper.run();
  }
}
