// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The links of the documents lead somewhere. */
class DocumentLinksTest {
  private static final Path ROOT =
      Path.of(System.getProperty("chaoschain.root", "../..")).toAbsolutePath().normalize();

  @TempDir Path folder;

  @Test
  void linksOfThisProjectLeadSomewhere() throws IOException {
    List<String> broken = DocumentLinks.broken(ROOT);
    if (!broken.isEmpty()) {
      fail(String.join("\n", broken));
    }
  }

  @Test
  void linksToFilesFoldersAndHeadingsAreFollowed() throws IOException {
    Files.createDirectories(folder.resolve("docs"));
    Files.writeString(
        folder.resolve("docs/b.md"), "# The `first` thing\n## Again\n## Again\n```\n# code\n```\n");
    Files.writeString(
        folder.resolve("a.md"),
        """
        # A
        [file](docs/b.md) [folder](docs) [own](#a) [heading](docs/b.md#the-first-thing)
        [second](docs/b.md#again-1) [away](https://example.org/nothing) `[code](no.md)`
        ```
        [code](no.md)
        ```
        """);

    assertThat(DocumentLinks.broken(folder)).isEmpty();
  }

  @Test
  void linksThatLeadNowhereAreToldWithFileLineAndReason() throws IOException {
    Files.writeString(
        folder.resolve("a.md"), "# A\n[x](no.md)\n\n[y](#b) and [z](../out.md) [w](a.md#code)\n");

    assertThat(DocumentLinks.broken(folder))
        .containsExactly(
            "a.md:2 links to no.md: there is no no.md",
            "a.md:4 links to #b: a.md has no heading for it",
            "a.md:4 links to ../out.md: there is no " + folder.resolveSibling("out.md"),
            "a.md:4 links to a.md#code: a.md has no heading for it");
  }
}
