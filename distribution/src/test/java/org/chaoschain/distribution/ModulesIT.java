// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleDescriptor.Requires.Modifier;
import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * jdeps on the packed bundles: their module descriptors require what their classes use, and no
 * more.
 */
class ModulesIT {
  private static final Pattern EDGE = Pattern.compile("(\\S+) -> (\\S+)");

  @TempDir Path folder;

  @Test
  void descriptorsRequireWhatTheClassesUse() throws IOException {
    List<Path> bundles = jars(Packed.HOME.resolve("lib").resolve("bundles"));
    List<Path> ours = ours(bundles);
    assertThat(ours).hasSizeGreaterThan(15);
    assertThat(unused(ours, path(bundles))).isEmpty();
  }

  @Test
  void noClassUsesWhatIsInternalToTheJdk() throws IOException {
    List<Path> bundles = jars(Packed.HOME.resolve("lib").resolve("bundles"));
    assertThat(internals(ours(bundles), path(bundles))).isEmpty();
  }

  @Test
  void aRequirementWithoutUseAndAnInternalClassAreFound() throws IOException {
    Path module =
        module(
            "requires java.sql; requires jdk.unsupported;",
            "Object unsafe = sun.misc.Unsafe.class;");
    List<Path> one = List.of(module);
    assertThat(unused(one, one)).containsExactly("bad requires java.sql and does not use it");
    assertThat(internals(one, one)).singleElement().asString().contains("sun.misc.Unsafe");
  }

  /** Requirements of run time that no class of the module needs. */
  private static List<String> unused(List<Path> modules, List<Path> path) {
    Set<String> used = new TreeSet<>();
    Matcher edges = EDGE.matcher(jdeps(path, modules, "-summary"));
    while (edges.find()) {
      used.add(edges.group(1) + " " + edges.group(2));
    }
    assertThat(used).isNotEmpty();
    List<String> findings = new ArrayList<>();
    ModuleFinder.of(modules.toArray(Path[]::new)).findAll().stream()
        .map(reference -> reference.descriptor())
        .forEach(
            descriptor ->
                descriptor.requires().stream()
                    .filter(requires -> !requires.modifiers().contains(Modifier.STATIC))
                    .filter(requires -> !requires.modifiers().contains(Modifier.MANDATED))
                    .map(ModuleDescriptor.Requires::name)
                    .filter(name -> !used.contains(descriptor.name() + " " + name))
                    .forEach(
                        name ->
                            findings.add(
                                "%s requires %s and does not use it"
                                    .formatted(descriptor.name(), name))));
    return findings.stream().sorted().toList();
  }

  private static List<String> internals(List<Path> modules, List<Path> path) {
    Set<String> names =
        ModuleFinder.of(modules.toArray(Path[]::new)).findAll().stream()
            .map(reference -> reference.descriptor().name())
            .collect(Collectors.toSet());
    List<String> found = new ArrayList<>();
    boolean one = false;
    for (String line : jdeps(path, modules, "--jdk-internals").lines().toList()) {
      Matcher edge = EDGE.matcher(line.strip());
      if (!line.startsWith(" ")) {
        one = edge.find() && names.contains(edge.group(1));
      } else if (one && line.contains("JDK internal API")) {
        found.add(line.strip());
      }
    }
    return found;
  }

  private static String jdeps(List<Path> path, List<Path> modules, String option) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--multi-release", "17", option, "--module-path"));
    arguments.add(
        path.stream().map(Path::toString).collect(Collectors.joining(java.io.File.pathSeparator)));
    modules.forEach(module -> arguments.add(module.toString()));
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int code =
        ToolProvider.findFirst("jdeps")
            .orElseThrow()
            .run(new PrintWriter(out), new PrintWriter(err), arguments.toArray(String[]::new));
    assertThat(code).as(out.toString() + err).isZero();
    return out.toString();
  }

  /** The bundles, and of the class path those that are modules the bundles require. */
  private static List<Path> path(List<Path> bundles) throws IOException {
    List<Path> path = new ArrayList<>(bundles);
    path.removeIf(
        jar ->
            jar.getFileName().toString().startsWith("org.apache.felix.")
                && !jar.getFileName().toString().contains("servlet-api"));
    for (Path jar : jars(Packed.HOME.resolve("lib"))) {
      String name = jar.getFileName().toString();
      if (name.startsWith("api-")
          || name.startsWith("slf4j-api-")
          || name.startsWith("org.osgi.")) {
        path.add(jar);
      }
    }
    return path;
  }

  private static List<Path> ours(List<Path> bundles) {
    return bundles.stream()
        .filter(ModulesIT::isDescribed)
        .filter(
            jar ->
                ModuleFinder.of(jar).findAll().stream()
                    .map(reference -> reference.descriptor())
                    .anyMatch(module -> module.name().startsWith("org.chaoschain.")))
        .toList();
  }

  /**
   * Whether it has a descriptor: of some of the other jars not even an automatic module can be
   * made.
   */
  private static boolean isDescribed(Path jar) {
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      return zip.getEntry("module-info.class") != null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Path> jars(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
    }
  }

  private Path module(String requires, String field) throws IOException {
    Path sources = Files.createDirectories(folder.resolve("bad"));
    Path info =
        Files.writeString(sources.resolve("module-info.java"), "module bad { " + requires + " }");
    Path type =
        Files.writeString(
            Files.createDirectories(sources.resolve("bad")).resolve("Bad.java"),
            "package bad; class Bad { " + field + " }");
    Path classes = folder.resolve("classes");
    StringWriter out = new StringWriter();
    String[] arguments = {"-nowarn", "-d", classes.toString(), info.toString(), type.toString()};
    int code =
        ToolProvider.findFirst("javac")
            .orElseThrow()
            .run(new PrintWriter(out), new PrintWriter(out), arguments);
    assertThat(code).as(Arrays.toString(arguments) + out).isZero();
    return classes;
  }
}
