// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * A layer of the project: a row of {@code layers.txt}.
 *
 * @param name as the table and messages write it
 * @param folders glob of the folders whose modules belong to it
 * @param mayDependOn names of layers
 */
record Layer(String name, String folders, Set<String> mayDependOn) {
  static final String API = "api";
  static final String P2P_API = "p2p-api";
  static final String PROTO = "proto";
  static final String BUNDLE = "bundle";

  Layer {
    mayDependOn = Set.copyOf(mayDependOn);
  }

  /** The layers of the table. */
  static List<Layer> table() {
    return Table.read("layers.txt", 3).stream()
        .map(row -> new Layer(row.get(0), row.get(1), words(row.get(2))))
        .toList();
  }

  private static Set<String> words(String cell) {
    return cell.isEmpty() ? Set.of() : Set.of(cell.split(" +"));
  }

  /** The layer of a module. */
  static Layer of(String folder) {
    return table().stream()
        .filter(layer -> layer.takes(folder))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no row of layers.txt takes the module " + folder + ": add one"));
  }

  private boolean takes(String folder) {
    return FileSystems.getDefault().getPathMatcher("glob:" + folders).matches(Path.of(folder));
  }

  /** Whether its packages are there for everybody: the contract between bundles. */
  boolean isApi() {
    return name.equals(API) || name.equals(P2P_API) || name.equals(PROTO);
  }
}
