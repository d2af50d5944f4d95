// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Supplier;
import org.chaoschain.api.plugin.PluginContext;

/** A component that keeps a text in its data folder. */
public final class Keeper implements Supplier<String> {
  private Path file;

  void setContext(PluginContext context) {
    file = context.dataFolder().resolve("text");
  }

  void activate() throws IOException {
    if (!Files.exists(file)) {
      Files.writeString(file, "first");
    }
  }

  @Override
  public String get() {
    try {
      return file.getParent().getFileName() + ":" + Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }
}
