// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.osgi.service.feature.ID;

/**
 * Finds the jar of a bundle id. In each folder, in their order, it looks for {@code
 * artifactId-version.jar}, then for the path that a Maven repository would have.
 */
public final class BundleFiles {
  private final List<Path> folders;

  /** Looks in these folders, the first one first. */
  public BundleFiles(List<Path> folders) {
    this.folders = List.copyOf(folders);
  }

  Optional<Path> find(ID id) {
    String name =
        id.getArtifactId()
            + "-"
            + id.getVersion()
            + id.getClassifier().map(classifier -> "-" + classifier).orElse("")
            + "."
            + id.getType().orElse("jar");
    Path maven =
        Path.of(id.getGroupId().replace('.', '/'), id.getArtifactId(), id.getVersion(), name);
    for (Path folder : folders) {
      for (Path candidate : List.of(folder.resolve(name), folder.resolve(maven))) {
        if (Files.isRegularFile(candidate)) {
          return Optional.of(candidate.toAbsolutePath().normalize());
        }
      }
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return folders.toString();
  }
}
