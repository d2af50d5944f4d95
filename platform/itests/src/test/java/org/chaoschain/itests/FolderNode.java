// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.itests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chaoschain.api.node.Node;

/** What the kernel tells bundles, for a container that is no kernel. */
final class FolderNode implements Node {
  private final Path data;

  FolderNode(Path data) {
    this.data = data;
  }

  @Override
  public String name() {
    return "container";
  }

  @Override
  public String chainId() {
    return "itests";
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
