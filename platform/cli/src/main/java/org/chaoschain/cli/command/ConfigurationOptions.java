// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.kernel.KernelOptions;
import picocli.CommandLine.Option;

/** The flags that say what a node is made of and how it is set. */
final class ConfigurationOptions {
  @Option(
      names = {"-s", "--set"},
      paramLabel = "KEY=VALUE",
      description = "Sets a configuration key; 'chaos config' lists all.")
  Map<String, String> set = new LinkedHashMap<>();

  @Option(names = "--name", paramLabel = "NAME", description = "The same as --set node.name=NAME.")
  String name;

  @Option(
      names = "--listen",
      paramLabel = "MULTIADDR",
      split = ",",
      description = {
        "Where to listen; the same as --set p2p.host.listen=…;",
        "loopback and a free port unless told otherwise."
      })
  List<String> listen = List.of();

  @Option(
      names = "--announce",
      paramLabel = "MULTIADDR",
      split = ",",
      description = "What others are told to dial; the same as --set p2p.host.announce=…")
  List<String> announce = List.of();

  @Option(
      names = "--bootstrap",
      paramLabel = "MULTIADDR",
      split = ",",
      description = "The first peers, with /p2p/…; the same as --set p2p.bootstrap.peers=…")
  List<String> bootstrap = List.of();

  @Option(
      names = "--feature",
      paramLabel = "FEATURE",
      description = {
        "A feature instead of node: a shipped one by its name, such as relay-only, or a file; several may be given."
      })
  List<String> features = List.of();

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "A configuration file, instead of etc/chaos.properties of the installation.")
  Path file;

  /** What the kernel is started with. */
  KernelOptions kernelOptions(Path home, Path data, Map<String, String> environment) {
    KernelOptions options =
        KernelOptions.of(home, data).withEnvironment(environment).withFlags(flags());
    if (file != null) {
      requireFile(file, "configuration file");
      options = options.withConfigurationFile(file);
    }
    if (!features.isEmpty()) {
      options = options.withFeatures(features.stream().map(name -> feature(home, name)).toList());
    }
    return options;
  }

  /** A name without a slash or an ending is that of a shipped feature. */
  private static Path feature(Path home, String name) {
    if (name.contains("/") || name.endsWith(".json")) {
      Path file = Path.of(name);
      requireFile(file, "feature file");
      return file;
    }
    Path file = home.resolve("features").resolve(name + ".json");
    if (!Files.isRegularFile(file)) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "no feature '" + name + "' is shipped: there is no file " + file,
          "name a file of that folder without its ending, or the path of another file");
    }
    return file;
  }

  /** The same flags, for a node in a process of its own. */
  List<String> arguments() {
    List<String> arguments = new ArrayList<>();
    flags().forEach((key, value) -> arguments.addAll(List.of("--set", key + "=" + value)));
    features.forEach(feature -> arguments.addAll(List.of("--feature", feature)));
    if (file != null) {
      arguments.addAll(List.of("--config", file.toAbsolutePath().toString()));
    }
    return arguments;
  }

  private Map<String, String> flags() {
    Map<String, String> flags = new LinkedHashMap<>(set);
    if (name != null) {
      flags.put("node.name", name);
    }
    put(flags, "p2p.host.listen", listen);
    put(flags, "p2p.host.announce", announce);
    put(flags, "p2p.bootstrap.peers", bootstrap);
    return flags;
  }

  private static void put(Map<String, String> flags, String key, List<String> values) {
    if (!values.isEmpty()) {
      flags.put(key, String.join(",", values));
    }
  }

  private static void requireFile(Path path, String what) {
    if (!Files.isReadable(path) || Files.isDirectory(path)) {
      throw new CliException(
          ExitCode.USAGE, "the " + what + " " + path + " cannot be read", "name one that exists");
    }
  }
}
