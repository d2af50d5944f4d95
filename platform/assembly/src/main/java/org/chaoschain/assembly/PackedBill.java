// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.assembly;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.Kernel;

/**
 * The bill of materials of the packed node itself, which the build writes as it does for nodes that
 * are made from it: all jars below {@code lib}, {@code repo} and {@code plugins-available}, with
 * the wires that they have when everything that is shipped runs.
 */
public final class PackedBill {
  private static final List<String> FOLDERS = List.of("lib", "lib/bundles", "lib/dist", "lib/sim");

  private PackedBill() {}

  /**
   * Writes it; part of the build.
   *
   * @param arguments the folder of the packed node, and the file to write
   */
  public static void main(String... arguments)
      throws AssemblyException, IOException, InterruptedException {
    if (arguments.length != 2) {
      throw new IllegalArgumentException("arguments: the folder of the node, the file to write");
    }
    Files.write(Path.of(arguments[1]), of(Path.of(arguments[0]).toAbsolutePath().normalize()));
  }

  /**
   * A CycloneDX document, the same for the same jars.
   *
   * @param home the folder of the packed node
   * @throws AssemblyException if a jar's coordinates are not known, or the bundles do not resolve
   */
  static byte[] of(Path home) throws AssemblyException, IOException, InterruptedException {
    InstalledNode node = InstalledNode.of(home);
    Path feature = home.resolve("features").resolve("everything.json");
    NodeDescription everything = new DescriptionReader(home.resolve("features")).read(feature);
    Resolution resolution = resolution(node, everything);
    Bill bill = new Bill(home);
    for (String folder : FOLDERS) {
      for (Path jar : InstalledNode.jars(home.resolve(folder))) {
        bill.add(
            jar,
            node.artifact(jar)
                .orElseThrow(() -> unknown(jar, "not in " + InstalledNode.ARTIFACTS)));
      }
    }
    for (Path jar : files(home.resolve("repo"), ".jar")) {
      bill.add(jar, inRepository(home.resolve("repo"), jar));
    }
    for (Path jar : files(home.resolve("plugins-available"), ".jar")) {
      Coordinates id =
          EmbeddedLibrary.id(Files.readAllBytes(jar))
              .orElseThrow(() -> unknown(jar, "without coordinates in META-INF/maven"));
      bill.add(jar, id);
    }
    List<ShippedFile> zips = new ArrayList<>();
    for (Path zip : files(home.resolve("plugins-available"), ".zip")) {
      zips.add(ShippedFile.plugin(home, zip));
    }
    return BillOfMaterials.write(
        new Coordinates("org.chaoschain", "distribution", everything.id().version()),
        Kernel.version(),
        bill.parts,
        zips,
        bill.embedded,
        bill.licences,
        resolution.dependencies());
  }

  private static Resolution resolution(InstalledNode node, NodeDescription everything)
      throws AssemblyException, IOException, InterruptedException {
    Path scratch = Files.createTempDirectory("chaos-bill");
    try {
      Assembly.Order order =
          new Assembly.Order(
              node.home(),
              everything.file(),
              List.of(),
              scratch.resolve("none"),
              Optional.empty(),
              false);
      return Assembly.resolve(order, node, everything, scratch);
    } finally {
      Assembly.delete(scratch);
    }
  }

  /** All files below a folder whose names end so, in order; none if there is no such folder. */
  private static List<Path> files(Path folder, String ending) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(file -> file.toString().endsWith(ending)).sorted().toList();
    }
  }

  /** The coordinates of {@code group/artifact/version/artifact-version.jar}. */
  private static Coordinates inRepository(Path repository, Path jar) throws AssemblyException {
    Path at = repository.relativize(jar);
    int names = at.getNameCount();
    if (names < 4) {
      throw unknown(jar, "not laid out as a Maven repository");
    }
    Coordinates id =
        new Coordinates(
            at.subpath(0, names - 3).toString().replace(at.getFileSystem().getSeparator(), "."),
            at.getName(names - 3).toString(),
            at.getName(names - 2).toString());
    if (!id.fileName().equals(at.getFileName().toString())) {
      throw unknown(jar, "not the main jar of " + id);
    }
    return id;
  }

  private static AssemblyException unknown(Path jar, String why) {
    return new AssemblyException(
        Kind.FILES,
        jar + " is " + why,
        "ship it as a dependency of the distribution or as a built sample");
  }

  /** What is collected of the jars, each once for its contents and once for each place. */
  private static final class Bill {
    private final Path home;
    private final List<Part> parts = new ArrayList<>();
    private final Map<Coordinates, String> hashes = new HashMap<>();
    private final Map<Coordinates, List<EmbeddedLibrary>> embedded = new HashMap<>();
    private final Map<Coordinates, PartLicences> licences = new HashMap<>();

    Bill(Path home) {
      this.home = home;
    }

    void add(Path jar, Coordinates id) throws AssemblyException, IOException {
      String sha256 = Hashes.of(jar);
      String known = hashes.putIfAbsent(id, sha256);
      if (known == null) {
        embedded.put(id, EmbeddedLibrary.of(jar));
        licences.put(id, PartLicences.of(id, jar));
      } else if (!known.equals(sha256)) {
        throw unknown(jar, "not the jar that is shipped as " + id + " elsewhere");
      }
      parts.add(new Part(id, InstalledNode.path(home, jar), sha256, 0));
    }
  }
}
