// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.pf4j.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleFinder;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Manifest;
import org.chaoschain.api.node.Node;
import org.junit.jupiter.api.Test;

/** Plugins see the API through this bundle, so it has to import all of it. */
class ImportedApiTest {
  @Test
  void everyPackageOfTheApiIsImported() throws Exception {
    String imports = manifest().getMainAttributes().getValue("Import-Package");
    List<String> exported =
        ModuleFinder.of(place(Node.class))
            .findAll()
            .iterator()
            .next()
            .descriptor()
            .exports()
            .stream()
            .map(each -> each.source())
            .toList();
    assertThat(exported).contains("org.chaoschain.api.message");
    assertThat(exported)
        .as("packages that Import-Package in pom.xml has to name")
        .allSatisfy(name -> assertThat(imports).containsPattern("(^|,)" + name + ";version"));
  }

  @Test
  void nothingOfPf4jAndNothingOptionalIsImported() throws Exception {
    String imports = manifest().getMainAttributes().getValue("Import-Package");
    assertThat(imports).doesNotContain("org.pf4j", "objectweb", "javax.", "resolution:=optional");
    assertThat(manifest().getMainAttributes().getValue("Export-Package"))
        .startsWith("org.chaoschain.extension.pf4j.carrier;")
        .doesNotContain("org.pf4j");
  }

  private static Manifest manifest() throws IOException, URISyntaxException {
    Path file = place(ApiClassLoader.class).resolve("META-INF").resolve("MANIFEST.MF");
    try (InputStream in = Files.newInputStream(file)) {
      return new Manifest(in);
    }
  }

  private static Path place(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
  }
}
