// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.pax;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.cleanCaches;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackages;
import static org.ops4j.pax.exam.CoreOptions.systemProperty;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.file.NodeKeyFile;
import org.ops4j.pax.exam.Option;

/**
 * The packed node as options of Pax Exam: all bundles of its feature, with a fresh data directory
 * and a fresh key, in the native container. In the test itself {@link NodeInContainer} brings it
 * up.
 *
 * <pre>{@code
 * @Configuration
 * public Option[] node() {
 *   return new Option[] {PackedNode.fromProperties().option()};
 * }
 * }</pre>
 *
 * <p>Immutable. Belongs to the configuration; it is not there inside the framework.
 */
public final class PackedNode {
  /** The system property with the folder of the packed node. */
  public static final String HOME_PROPERTY = "chaos.home";

  private final Path home;
  private final Map<String, String> settings;

  private PackedNode(Path home, Map<String, String> settings) {
    this.home = home;
    this.settings = settings;
  }

  /**
   * The packed node of the system property {@value #HOME_PROPERTY}.
   *
   * @throws IllegalStateException if none is there
   */
  public static PackedNode fromProperties() {
    String text = System.getProperty(HOME_PROPERTY, "");
    if (text.isEmpty()) {
      throw new IllegalStateException(
          "the system property %s is not set; run Maven with -D%s=/path/to/chaos, the folder of the packed node"
              .formatted(HOME_PROPERTY, HOME_PROPERTY));
    }
    return at(Path.of(text));
  }

  /**
   * A packed node.
   *
   * @param home its folder, which has {@code features/}, {@code lib/} and {@code bin/}
   * @throws IllegalStateException if none is there
   */
  public static PackedNode at(Path home) {
    Path folder = home.toAbsolutePath().normalize();
    if (!Files.isDirectory(folder.resolve("lib").resolve("bundles"))) {
      throw new IllegalStateException(
          "%s is no packed node: it has no lib/bundles; %s must name the folder in which bin/chaos is"
              .formatted(folder, HOME_PROPERTY));
    }
    return new PackedNode(
        folder,
        Map.of(
            "extension.plugins.folder",
            "none",
            "extension.plugins.policy",
            "any",
            "extension.plugins.poll.interval",
            "20ms"));
  }

  /**
   * With another setting. Unless it is set otherwise, the node runs unsigned plugins, and only
   * those of its data directory.
   *
   * @param key of the configuration: {@code extension.plugins.policy}
   */
  public PackedNode with(String key, String value) {
    Map<String, String> all = new TreeMap<>(settings);
    all.put(key, value);
    return new PackedNode(home, all);
  }

  /** All that the container needs, the bundles of JUnit 4 included. */
  public Option option() {
    try {
      Path data = Files.createTempDirectory("chaos");
      SecureRandom random = new SecureRandom();
      Path keys = Files.createDirectories(data.resolve("keys"));
      NodeKeyFile.create(keys.resolve(NodeKeyFile.NAME), random::nextBytes, KeyType.ED25519);
      return composite(
          junitBundles(),
          systemPackages(SharedPackages.of(home)),
          composite(bundles()),
          frameworkProperty("org.osgi.framework.bsnversion").value("multiple"),
          frameworkProperty("felix.cm.pm").value("memory"),
          systemProperty("pax.exam.logging").value("none"),
          systemProperty(HOME_PROPERTY).value(home.toString()),
          systemProperty(NodeInContainer.DATA_PROPERTY).value(data.toString()),
          systemProperty(NodeInContainer.SETTINGS_PROPERTY).value(text()),
          cleanCaches());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Option[] bundles() throws IOException {
    List<Option> bundles = new ArrayList<>();
    try (Stream<Path> files = Files.list(home.resolve("lib").resolve("bundles"))) {
      files
          .filter(file -> file.toString().endsWith(".jar"))
          .sorted()
          .forEach(file -> bundles.add(bundle("reference:" + file.toUri())));
    }
    bundles.add(bundle("reference:" + self().toUri()));
    return bundles.toArray(new Option[0]);
  }

  /** The jar of this class: inside the framework it is a bundle. */
  private static Path self() {
    try {
      return Path.of(PackedNode.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private String text() {
    return settings.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("\n"));
  }
}
