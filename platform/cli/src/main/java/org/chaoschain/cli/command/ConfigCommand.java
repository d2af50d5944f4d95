// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.kernel.KernelException;
import org.chaoschain.kernel.NodeConfiguration;
import org.chaoschain.kernel.config.Setting;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code chaos config}. */
@Command(
    name = "config",
    description = {
      "Lists the configuration keys of the node with the values it would start with, and where they come from.",
      "The node need not run. Keys of installed plugins are not listed."
    },
    footer = {
      "  chaos config",
      "  chaos config p2p.host              keys that begin so",
      "  chaos config --changed             what differs from the defaults",
      "  chaos config --describe transport  with meaning and range"
    })
final class ConfigCommand extends ChaosCommand {
  @Mixin private ConfigurationOptions configuration;

  @Parameters(
      arity = "0..1",
      paramLabel = "PREFIX",
      defaultValue = "",
      description = "Lists keys that begin so.")
  private String prefix;

  @Option(names = "--changed", description = "Lists only what somebody has set.")
  private boolean changed;

  @Option(names = "--describe", description = "Shows meaning, range and default as well.")
  private boolean describe;

  @Override
  ExitCode execute() {
    Map<String, String> environment = root().shell().environment();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Setting setting : settings(environment)) {
      boolean isDefault = setting.source().toString().equals("default");
      if (setting.key().name().startsWith(prefix) && !(changed && isDefault)) {
        rows.add(row(setting));
      }
    }
    if (rows.isEmpty() && !prefix.isEmpty() && !changed) {
      throw new CliException(
          ExitCode.NOT_FOUND, "no key begins with '" + prefix + "'", "'chaos config' lists all");
    }
    output()
        .results(
            rows,
            describe
                ? List.of("key", "value", "source", "expected", "default", "description")
                : List.of("key", "value", "source"),
            "nothing differs from the defaults");
    return ExitCode.OK;
  }

  private List<Setting> settings(Map<String, String> environment) {
    try {
      return NodeConfiguration.load(
              configuration.kernelOptions(Installation.home(environment), data(), environment))
          .configuration()
          .describe();
    } catch (KernelException e) {
      throw KernelFailures.told(e);
    }
  }

  private static Map<String, Object> row(Setting setting) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("key", setting.key().name());
    row.put("value", setting.value().orElse(null));
    row.put("source", setting.source().toString());
    row.put("type", setting.key().type().name().toLowerCase(Locale.ROOT));
    row.put("list", setting.key().list());
    row.put("expected", setting.key().expectation());
    row.put("default", setting.key().defaultValue().orElse(null));
    row.put("variable", setting.key().variable());
    row.put("description", setting.key().description());
    return row;
  }
}
