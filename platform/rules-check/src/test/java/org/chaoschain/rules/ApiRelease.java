// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/**
 * Part of a release: {@code -Dapi.release=1.2.0} writes down what the API is, for the builds that
 * come after it. {@code docs/plugins/compatibility.md} has the command.
 */
class ApiRelease {
  private static final Path ROOT =
      Path.of(System.getProperty("chaoschain.root", "../..")).toAbsolutePath().normalize();

  @Test
  void textOfTheApiIsWritten() throws IOException {
    String release = System.getProperty("api.release");
    assertTrue(
        PackageVersion.parse(release).isPresent(),
        "-Dapi.release has three numbers, such as 1.2.0; not " + release);
    for (String folder : ApiVersions.FOLDERS) {
      BuiltModule module = BuiltModule.read(ROOT, folder);
      assertFalse(module.isNotBuilt(), folder + " has not been built");
      Files.write(
          module.base().resolve(ApiText.FILE),
          new ApiText(release, ApiVersions.of(module)).lines());
    }
  }
}
