// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.rules;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the tables beside this package: a row a line, cells parted by a bar, {@code #} for
 * comments.
 */
final class Table {
  private Table() {}

  /**
   * The rows of a table.
   *
   * @param name file name
   * @param columns number of cells each row has; missing ones at the end are empty
   * @throws IllegalStateException if the table is not there, or a row has more cells
   */
  static List<List<String>> read(String name, int columns) {
    try (InputStream in = Table.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("the table " + name + " is missing");
      }
      try (BufferedReader reader =
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
        return parse(name, columns, reader.lines().toList());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read the table " + name, e);
    }
  }

  static List<List<String>> parse(String name, int columns, List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).trim();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      List<String> cells = new ArrayList<>();
      for (String cell : line.split("\\|", -1)) {
        cells.add(cell.trim());
      }
      if (cells.size() > columns) {
        throw new IllegalStateException(
            name
                + " line "
                + (i + 1)
                + " has "
                + cells.size()
                + " cells, "
                + columns
                + " are meant: "
                + line);
      }
      while (cells.size() < columns) {
        cells.add("");
      }
      rows.add(List.copyOf(cells));
    }
    return List.copyOf(rows);
  }
}
