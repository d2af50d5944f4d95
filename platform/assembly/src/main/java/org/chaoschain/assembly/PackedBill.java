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
import org.chaoschain.assembly.AssemblyException.Kind;
import org.chaoschain.kernel.Kernel;

/**
 * The bill of materials of the packed node itself, which the build writes as it does for nodes that
 * are made from it: all jars below {@code lib}, with the wires that they have when everything that
 * is shipped runs.
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
    List<Part> parts = new ArrayList<>();
    Map<Coordinates, List<EmbeddedLibrary>> embedded = new HashMap<>();
    Map<Coordinates, PartLicences> licences = new HashMap<>();
    for (String folder : FOLDERS) {
      for (Path jar : InstalledNode.jars(home.resolve(folder))) {
        Coordinates id =
            node.artifact(jar)
                .orElseThrow(
                    () ->
                        new AssemblyException(
                            Kind.FILES,
                            jar + " is not in " + InstalledNode.ARTIFACTS,
                            "add it to the dependencies of the distribution"));
        parts.add(new Part(id, folder + "/" + jar.getFileName(), Hashes.of(jar), 0));
        embedded.put(id, EmbeddedLibrary.of(jar));
        licences.put(id, PartLicences.of(id, jar));
      }
    }
    return BillOfMaterials.write(
        new Coordinates("org.chaoschain", "distribution", everything.id().version()),
        Kernel.version(),
        parts,
        embedded,
        licences,
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
}
