// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dist;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.assembly.Assembly;
import org.chaoschain.assembly.AssemblyException;
import org.chaoschain.assembly.Inventory;
import org.chaoschain.assembly.InventoryDifference;
import org.chaoschain.assembly.InventoryDifference.Change;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Output;

/** What {@code chaos dist} does, with the words it says. */
public final class DistTool {
  private DistTool() {}

  /**
   * Builds a distribution and tells what was chosen and why.
   *
   * @param home the installation
   * @param feature the feature file
   * @param repositories Maven repositories, the preferred one first
   * @param archive what to write
   * @param lock the lock file to keep to
   * @param boot whether to start the result once
   */
  public static void build(
      Path home,
      Path feature,
      List<Path> repositories,
      Path archive,
      Optional<Path> lock,
      boolean boot,
      Output output)
      throws InterruptedException {
    Assembly.Built built;
    try {
      built = Assembly.build(new Assembly.Order(home, feature, repositories, archive, lock, boot));
    } catch (AssemblyException e) {
      throw told(e);
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Assembly.Choice choice : built.choices()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("bundle", choice.id().toString());
      row.put("from", choice.origin());
      row.put("because", choice.reason());
      row.put("root", choice.root());
      rows.add(row);
    }
    built.remarks().forEach(output::remark);
    Map<String, Object> result = new LinkedHashMap<>();
    result.put("archive", built.archive().toString());
    result.put("lock", built.lock().toString());
    result.put("bytes", built.bytes());
    result.put("jars", built.inventory().parts().size());
    built.readyMillis().ifPresent(millis -> result.put("trial_ready_ms", millis));
    if (output.json()) {
      result.put("bundles", rows);
      result.put("remarks", built.remarks());
      output.result(result);
    } else {
      output.results(rows, List.of("bundle", "from", "because"), "");
      output.text("");
      output.result(result);
    }
  }

  /**
   * Tells what differs between two distributions.
   *
   * @return whether anything does
   */
  public static boolean diff(Path first, Path second, Output output) {
    InventoryDifference difference;
    try {
      difference = InventoryDifference.between(Inventory.read(first), Inventory.read(second));
    } catch (AssemblyException e) {
      throw told(e);
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Change change : difference.changes()) {
      Map<String, Object> row = new LinkedHashMap<>();
      row.put("change", word(change.how()));
      row.put("what", word(change.what()));
      row.put("name", change.name());
      row.put("before", change.before());
      row.put("after", change.after());
      rows.add(row);
    }
    output.results(
        rows, List.of("change", "what", "name", "before", "after"), "they do not differ");
    return !rows.isEmpty();
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static CliException told(AssemblyException e) {
    ExitCode code =
        switch (e.kind()) {
          case INPUT -> ExitCode.USAGE;
          case UNRESOLVED -> ExitCode.FAILED;
          case CONFIGURATION -> ExitCode.CONFIGURATION;
          case NOT_FOUND -> ExitCode.NOT_FOUND;
          case LOCKED -> ExitCode.REFUSED;
          case NOT_STARTED -> ExitCode.NOT_STARTED;
          case FILES -> ExitCode.FILES;
        };
    return new CliException(code, e.getMessage(), e.remedy());
  }
}
