// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.feature;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where the jar of an id is looked for. */
class BundleFilesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "g.h:a:1.0,          a-1.0.jar",
    "g.h:a:1.0,          g/h/a/1.0/a-1.0.jar",
    "g.h:a:zip:1.0,      a-1.0.zip",
    "g.h:a:jar:more:1.0, a-1.0-more.jar",
    "g.h:a:jar:more:1.0, g/h/a/1.0/a-1.0-more.jar",
  })
  void aJarIsFoundByItsNameOrInTheLayoutOfMaven(String id, String path) throws IOException {
    BundleFiles jars = new BundleFiles(List.of(folder));
    assertThat(jars.find(id)).isEmpty();
    Path jar = folder.resolve(path);
    Files.createDirectories(jar.getParent());
    Files.createFile(jar);

    assertThat(jars.find(id)).contains(jar.toAbsolutePath());
  }
}
