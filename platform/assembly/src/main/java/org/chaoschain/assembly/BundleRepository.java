// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.osgi.framework.BundleException;

/** The bundles that a node can be made of, gathered from an installation and Maven repositories. */
final class BundleRepository {
  /** More jars than this in one folder are not looked at. */
  static final int MAX_JARS = 100_000;

  private static final long MAX_MANIFEST = 4L << 20;

  /**
   * Where bundles come from; what comes from the first is taken before what comes from the next.
   *
   * @param name for people
   * @param rank 0 is the first
   */
  record Origin(String name, int rank) {}

  private final List<BundleResource> bundles = new ArrayList<>();
  private final Set<String> seen = new HashSet<>();
  private final Map<String, String> unusable = new TreeMap<>();
  private final Map<String, Integer> plainJars = new HashMap<>();
  private int origins;

  /** Adds the bundles of an installation: those it runs, then those in its {@code repo/}. */
  void addInstallation(InstalledNode node) throws AssemblyException {
    Origin origin = new Origin("the installation", origins++);
    try {
      for (Path jar : InstalledNode.jars(node.home().resolve("lib").resolve("bundles"))) {
        Optional<Coordinates> id = node.artifact(jar);
        if (id.isPresent()) {
          add(id.get(), jar, origin);
        } else {
          unusable.put(jar.toString(), "no feature of the installation names it");
        }
      }
    } catch (IOException e) {
      throw unreadable(node.home(), e);
    }
    if (Files.isDirectory(node.home().resolve("repo"))) {
      addMaven(node.home().resolve("repo"), "repo/ of the installation");
    }
  }

  /** Adds all bundles of a folder laid out as a Maven repository. */
  void addMaven(Path folder, String name) throws AssemblyException {
    Origin origin = new Origin(name, origins++);
    Path root = folder.toAbsolutePath().normalize();
    List<Path> jars = new ArrayList<>();
    try {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.getFileName().toString().endsWith(".jar") && attributes.isRegularFile()) {
                jars.add(file);
              }
              return jars.size() < MAX_JARS ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (file.equals(root)) {
                throw e;
              }
              unusable.put(file.toString(), "it cannot be read: " + e.getMessage());
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
    jars.sort(null);
    for (Path jar : jars) {
      Optional<Coordinates> id = coordinates(root.relativize(jar));
      if (id.isPresent()) {
        add(id.get(), jar, origin);
      }
    }
  }

  /** Group, artifact and version of a path in a Maven repository; none for sources and the like. */
  private static Optional<Coordinates> coordinates(Path relative) {
    int names = relative.getNameCount();
    if (names < 4) {
      return Optional.empty();
    }
    String version = relative.getName(names - 2).toString();
    String artifact = relative.getName(names - 3).toString();
    if (!relative.getFileName().toString().equals(artifact + "-" + version + ".jar")) {
      return Optional.empty();
    }
    List<String> group = new ArrayList<>();
    for (int i = 0; i < names - 3; i++) {
      group.add(relative.getName(i).toString());
    }
    try {
      return Optional.of(new Coordinates(String.join(".", group), artifact, version));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private void add(Coordinates id, Path jar, Origin origin) {
    if (!seen.add(id.toString())) {
      return; // a copy of it in an earlier origin is the one that counts
    }
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      Map<String, String> headers = headers(zip);
      if (!headers.containsKey("Bundle-SymbolicName")
          || !"2".equals(headers.getOrDefault("Bundle-ManifestVersion", "").strip())) {
        plainJars.merge(id.name(), 1, Integer::sum);
        return;
      }
      ComponentDescriptions components =
          ComponentDescriptions.read(zip, headers.get("Service-Component"));
      bundles.add(BundleResource.of(id, jar, origin, headers, components));
    } catch (IOException | BundleException | IllegalArgumentException e) {
      unusable.put(jar.toString(), String.valueOf(e.getMessage()));
    }
  }

  private static Map<String, String> headers(ZipFile zip) throws IOException {
    ZipEntry entry = zip.getEntry("META-INF/MANIFEST.MF");
    if (entry == null) {
      return Map.of();
    }
    if (entry.getSize() > MAX_MANIFEST) {
      throw new IOException("its manifest has more than " + MAX_MANIFEST + " bytes");
    }
    try (InputStream in = zip.getInputStream(entry)) {
      Attributes main = new Manifest(in).getMainAttributes();
      return main.entrySet().stream()
          .collect(
              Collectors.toMap(
                  each -> each.getKey().toString(), each -> each.getValue().toString()));
    }
  }

  /** All bundles, in the order of the origins. */
  List<BundleResource> bundles() {
    return List.copyOf(bundles);
  }

  /** What looked like a bundle and is none, by file, with the reason. */
  Map<String, String> unusable() {
    return Map.copyOf(unusable);
  }

  /** Whether there is a jar of that group and artifact which is no bundle. */
  boolean hasPlainJar(String name) {
    return plainJars.containsKey(name);
  }

  private static AssemblyException unreadable(Path folder, IOException e) {
    return new AssemblyException(
        Kind.FILES, "the repository " + folder + " cannot be read: " + e, "", e);
  }
}
