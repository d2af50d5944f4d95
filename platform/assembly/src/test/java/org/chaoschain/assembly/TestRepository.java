// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.chaoschain.kernel.Platform;

/** A Maven repository with the small bundles that a test makes, and a resolver on it. */
final class TestRepository {
  static final Platform PLATFORM =
      new Platform(List.of(), List.of("org.osgi.service.cm.ConfigurationAdmin"));

  private final Path folder;

  TestRepository(Path folder) {
    this.folder = folder;
  }

  /**
   * Adds {@code test:name:version}.
   *
   * @param headers name and value in turn
   */
  TestRepository bundle(String name, String version, String... headers) {
    return component(name, version, "", headers);
  }

  /** Adds a bundle with a component of these elements. */
  TestRepository component(String name, String version, String component, String... headers) {
    Manifest manifest = new Manifest();
    var main = manifest.getMainAttributes();
    main.putValue("Manifest-Version", "1.0");
    main.putValue("Bundle-ManifestVersion", "2");
    main.putValue("Bundle-SymbolicName", "test." + name);
    main.putValue("Bundle-Version", version);
    for (int i = 0; i < headers.length; i += 2) {
      main.putValue(headers[i], headers[i + 1]);
    }
    if (!component.isEmpty()) {
      main.putValue("Service-Component", "OSGI-INF/*.xml");
    }
    Path jar =
        folder
            .resolve("test")
            .resolve(name)
            .resolve(version)
            .resolve(name + "-" + version + ".jar");
    try {
      Files.createDirectories(jar.getParent());
      try (OutputStream out = Files.newOutputStream(jar);
          JarOutputStream zip = new JarOutputStream(out, manifest)) {
        zip.putNextEntry(new JarEntry("OSGI-INF/c.xml"));
        zip.write(
            ("<component xmlns='http://www.osgi.org/xmlns/scr/v1.3.0' name='c'>"
                    + component
                    + "</component>")
                .getBytes(StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  Path folder() {
    return folder;
  }

  /** Resolves roots, each {@code name} or {@code name version}. */
  static Resolution resolve(List<TestRepository> repositories, String... roots)
      throws AssemblyException {
    BundleRepository bundles = new BundleRepository();
    for (TestRepository repository : repositories) {
      bundles.addMaven(repository.folder, repository.folder.getFileName().toString());
    }
    List<Root> wanted = new ArrayList<>();
    for (String root : roots) {
      String[] parts = root.split(" ", -1);
      Versions versions = Versions.parse(parts.length > 1 ? parts[1] : "");
      wanted.add(new Root("test:" + parts[0], versions, OptionalInt.empty(), List.of()));
    }
    Candidates candidates = new Candidates(PLATFORM, List.of(), bundles.bundles());
    return new NodeResolver("test:node:1", wanted, candidates).resolve();
  }

  Resolution resolve(String... roots) throws AssemblyException {
    return resolve(List.of(this), roots);
  }
}
