// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * A module of the reactor as the build has made it.
 *
 * @param folder relative to the root, with slashes: {@code bundles/p2p/ping}
 * @param base the folder itself
 * @param pom its pom
 * @param classes all class files but the descriptor's, ordered by name
 * @param descriptor the compiled {@code module-info}, if there is one
 * @param manifest the manifest that bnd made, if it is a bundle
 */
record BuiltModule(
    String folder,
    Path base,
    Pom pom,
    List<ClassFile> classes,
    Optional<ModuleDescriptor> descriptor,
    Optional<BundleManifest> manifest) {
  private static final String EXPORT = "org.osgi.annotation.bundle.Export";

  /** A module without what the build makes of it. */
  static BuiltModule readSources(Path root, String folder) throws IOException {
    Path base = root.resolve(folder);
    return new BuiltModule(
        folder,
        base,
        Pom.read(base.resolve("pom.xml")),
        List.of(),
        Optional.empty(),
        Optional.empty());
  }

  static BuiltModule read(Path root, String folder) throws IOException {
    Path base = root.resolve(folder);
    Path output = base.resolve("target/classes");
    List<ClassFile> classes = new ArrayList<>();
    Optional<ModuleDescriptor> descriptor = Optional.empty();
    for (Path file : files(output, ".class")) {
      try {
        if (file.getFileName().toString().equals("module-info.class")) {
          try (InputStream in = Files.newInputStream(file)) {
            descriptor = Optional.of(ModuleDescriptor.read(in));
          }
        } else {
          classes.add(ClassFile.parse(Files.readAllBytes(file)));
        }
      } catch (IOException | RuntimeException e) {
        throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
      }
    }
    return new BuiltModule(
        folder,
        base,
        Pom.read(base.resolve("pom.xml")),
        List.copyOf(classes),
        descriptor,
        BundleManifest.read(output.resolve("META-INF/MANIFEST.MF")));
  }

  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** All class files but the descriptor's, ordered by path. */
  List<Path> classFiles() throws IOException {
    return files(base.resolve("target/classes"), ".class").stream()
        .filter(file -> !file.endsWith("module-info.class"))
        .toList();
  }

  Layer layer() {
    return Layer.of(folder);
  }

  /** Hand-written Java files below {@code src/<part>/java}, ordered by path. */
  List<Path> sources(String part) {
    try {
      return files(base.resolve("src").resolve(part).resolve("java"), ".java");
    } catch (IOException e) {
      throw new UncheckedIOException("cannot list the sources of " + folder, e);
    }
  }

  /** Whether it has sources and the build has not made anything of them. */
  boolean isNotBuilt() {
    return classes.isEmpty() && descriptor.isEmpty() && !sources("main").isEmpty();
  }

  /** The packages of its classes. */
  SortedSet<String> packages() {
    SortedSet<String> found = new TreeSet<>();
    classes.forEach(each -> found.add(each.packageName()));
    return found;
  }

  /** The packages whose {@code package-info} says {@code @Export}. */
  SortedSet<String> annotatedExports() {
    SortedSet<String> found = new TreeSet<>();
    for (ClassFile each : classes) {
      if (each.name().endsWith(".package-info") && each.types().contains(EXPORT)) {
        found.add(each.packageName());
      }
    }
    return found;
  }

  /** The packages that {@code module-info} exports, to whomever. */
  SortedSet<String> moduleExports() {
    SortedSet<String> found = new TreeSet<>();
    descriptor.ifPresent(it -> it.exports().forEach(export -> found.add(export.source())));
    return found;
  }

  /**
   * The packages that another module sees: those of the manifest, else of the module descriptor; of
   * a plain jar, which has neither, all that are not named internal.
   */
  SortedSet<String> exports() {
    if (manifest.isPresent()) {
      return manifest.get().exports();
    }
    return descriptor.isPresent() ? moduleExports() : offered();
  }

  private SortedSet<String> offered() {
    SortedSet<String> offered = new TreeSet<>(packages());
    offered.removeIf(name -> (name + ".").contains(".internal."));
    return offered;
  }
}
