// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** An installation made for a test: real Felix bundles, and whatever bundles the test makes. */
final class TestHome {
  private final Path home;
  private final List<String> bundles = new ArrayList<>();
  private final List<String> configurations = new ArrayList<>();

  TestHome(Path home) {
    this.home = home;
    try {
      Files.createDirectories(home.resolve("lib/bundles"));
      Files.createDirectories(home.resolve("features"));
      Files.createDirectories(home.resolve("etc"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Configuration Admin, Declarative Services and the system bundle. */
  static TestHome complete(Path home) {
    return withoutSystem(home)
        .jar("org.chaoschain:ops-system:1", "org.chaoschain.ops.system.SystemClock", 5);
  }

  /** Configuration Admin and Declarative Services. */
  static TestHome withoutSystem(Path home) {
    return new TestHome(home)
        .jar("org.apache.felix:configadmin:1", "org.apache.felix.cm.PersistenceManager", 1)
        .jar("org.apache.felix:scr:1", "org.apache.felix.scr.component.ExtComponentContext", 2);
  }

  /** The jar of the test's class path that has the class. */
  TestHome jar(String id, String className, int startLevel) {
    try {
      Path jar =
          Path.of(
              Class.forName(className).getProtectionDomain().getCodeSource().getLocation().toURI());
      if (Files.isDirectory(jar)) { // a module of this reactor that has not been packed yet
        return bundle(id, startLevel, TestBundle.ofFolder(jar));
      }
      return bundle(id, startLevel, Files.readAllBytes(jar));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (ClassNotFoundException | URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  TestHome bundle(String id, int startLevel, byte[] jar) {
    String[] parts = id.split(":", -1);
    write("lib/bundles/" + parts[1] + "-" + parts[2] + ".jar", jar);
    return bundleWithoutJar(id, startLevel);
  }

  TestHome bundleWithoutJar(String id, int startLevel) {
    bundles.add("{\"id\":\"%s\",\"start-order\":%d}".formatted(id, startLevel));
    return this;
  }

  /** A configuration in the feature file, its values in JSON. */
  TestHome configuration(String pid, String json) {
    configurations.add("\"%s\":%s".formatted(pid, json));
    return this;
  }

  TestHome file(String name, String text) {
    write(name, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return this;
  }

  Path path(String name) {
    return home.resolve(name);
  }

  /** Writes the feature file; the data directory is {@code data} beside it. */
  KernelOptions options() {
    file(
        "features/node.json",
        """
        {"feature-resource-version":"1.0","id":"test:node:1",
         "bundles":[%s],
         "configurations":{%s}}
        """
            .formatted(String.join(",", bundles), String.join(",", configurations)));
    return KernelOptions.of(home, home.resolve("data"))
        .withEnvironment(Map.of())
        .withStopOnSignal(false);
  }

  private void write(String name, byte[] bytes) {
    try {
      Files.write(home.resolve(name), bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
