// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.file;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Puts files in their place so that a reader, or a crash, meets the old one or the new one. */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes bytes to a file beside the target, then gives it the target's name. */
  public static void write(Path temporary, Path target, byte[] bytes) throws IOException {
    Files.write(temporary, bytes);
    publish(temporary, target);
  }

  /** Makes a finished file durable and gives it its name. */
  static void publish(Path temporary, Path target) throws IOException {
    force(temporary, StandardOpenOption.WRITE);
    Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    forceFolder(target.getParent());
  }

  /** Makes the names in a folder durable, where the operating system lets a folder be opened. */
  static void forceFolder(Path folder) {
    try {
      force(folder, StandardOpenOption.READ);
    } catch (IOException e) {
      // Windows: it does this of its own accord
    }
  }

  private static void force(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
