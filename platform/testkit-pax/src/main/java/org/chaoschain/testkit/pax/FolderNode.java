// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.pax;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chaoschain.api.node.Node;

/** What the kernel tells bundles, in a container that is no kernel. */
record FolderNode(Path data) implements Node {
  @Override
  public String name() {
    return "container";
  }

  @Override
  public String chainId() {
    return "container";
  }

  @Override
  public String version() {
    return "0";
  }

  @Override
  public Path directory(String name) {
    try {
      return Files.createDirectories(data.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void stop() {
    throw new UnsupportedOperationException("the container is stopped by its test");
  }
}
