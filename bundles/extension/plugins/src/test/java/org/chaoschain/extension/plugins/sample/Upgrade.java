// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chaoschain.api.plugin.StateMigration;

/** A migration that adds to the text, and fails if the text says so. */
public final class Upgrade implements StateMigration {
  @Override
  public void migrate(Path folder, int from, int to) throws IOException {
    Path text = folder.resolve("text");
    String old = Files.readString(text);
    Files.writeString(text, old + ">" + from + "to" + to);
    if (old.contains("broken")) {
      throw new IOException("the text is broken");
    }
  }
}
