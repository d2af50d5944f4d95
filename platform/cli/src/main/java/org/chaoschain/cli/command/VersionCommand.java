// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.kernel.Kernel;
import picocli.CommandLine.Command;

/** {@code chaos version}. */
@Command(
    name = "version",
    description = "Prints the version of the platform and of Java.",
    footer = {"  chaos version", "  chaos version --json"})
final class VersionCommand extends ChaosCommand {
  @Override
  ExitCode execute() {
    Map<String, Object> version = new LinkedHashMap<>();
    version.put("version", Kernel.version());
    version.put("java", System.getProperty("java.version"));
    version.put("vendor", System.getProperty("java.vendor"));
    version.put("home", System.getProperty("chaos.home", ""));
    output()
        .result(
            version,
            "chaos %s (Java %s, %s)"
                .formatted(version.get("version"), version.get("java"), version.get("vendor")));
    return ExitCode.OK;
  }
}
