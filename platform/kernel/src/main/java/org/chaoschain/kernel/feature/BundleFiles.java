// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Finds the jar of a bundle id. In each folder, in their order, it looks for {@code
 * artifactId-version[-classifier].jar}, then for the path that a Maven repository would have.
 */
public final class BundleFiles {
  private final List<Path> folders;

  /** Looks in these folders, the first one first. */
  public BundleFiles(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  /** The jar of {@code groupId:artifactId[:type[:classifier]]:version}. */
  Optional<Path> find(String id) {
    String[] part = id.split(":", -1);
    String version = part[part.length - 1];
    String classifier = part.length > 4 ? "-" + part[3] : "";
    String type = part.length > 3 ? part[2] : "jar";
    String name = part[1] + "-" + version + classifier + "." + type;
    for (Path folder : folders) {
      Path candidate = folder.resolve(name);
      if (!Files.isRegularFile(candidate)) {
        candidate = folder.resolve(Path.of(part[0].replace('.', '/'), part[1], version, name));
      }
      if (Files.isRegularFile(candidate)) {
        return Optional.of(candidate.toAbsolutePath().normalize());
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return folders.toString();
  }
}
