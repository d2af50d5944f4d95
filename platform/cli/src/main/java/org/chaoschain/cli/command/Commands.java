// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;

/** The subcommands, in the order of the help. */
public final class Commands {
  private static final Map<String, Supplier<Object>> ALL = new LinkedHashMap<>();
  private static final Set<String> WITH_VALUE = Set.of("-d", "--data", "--timeout");

  static {
    ALL.put("init", InitCommand::new);
    ALL.put("run", RunCommand::new);
    ALL.put("status", StatusCommand::new);
    ALL.put("stop", StopCommand::new);
    ALL.put("id", IdCommand::new);
    ALL.put("peers", PeersCommand::new);
    ALL.put("ping", PingCommand::new);
    ALL.put("perf", PerfCommand::new);
    ALL.put("connect", ConnectCommand::new);
    ALL.put("dht", DhtCommand::new);
    ALL.put("connections", ConnectionsCommand::new);
    ALL.put("gate", GateCommand::new);
    ALL.put("resources", ResourcesCommand::new);
    ALL.put("bans", BansCommand::new);
    ALL.put("send", SendCommand::new);
    ALL.put("broadcast", BroadcastCommand::new);
    ALL.put("messages", MessagesCommand::new);
    ALL.put("agents", AgentsCommand::new);
    ALL.put("sessions", SessionsCommand::new);
    ALL.put("gateway", GatewayCommand::new);
    ALL.put("remote", RemoteCommand::new);
    ALL.put("opinions", OpinionsCommand::new);
    ALL.put("types", TypesCommand::new);
    ALL.put("plugin", PluginCommand::new);
    ALL.put("dev", DevCommand::new);
    ALL.put("metrics", MetricsCommand::new);
    ALL.put("log-level", LogLevelCommand::new);
    ALL.put("config", ConfigCommand::new);
    ALL.put("dist", DistCommand::new);
    ALL.put("demo", DemoCommand::new);
    ALL.put("bench", BenchCommand::new);
    ALL.put("bench-peer", BenchPeerCommand::new);
    ALL.put("sim", SimCommand::new);
    ALL.put("version", VersionCommand::new);
    ALL.put("completion", CompletionCommand::new);
    ALL.put("help", CommandLine.HelpCommand::new);
  }

  private Commands() {}

  /**
   * The command line of {@code chaos}. If the arguments name a subcommand it has that one alone,
   * since reading the annotations of all takes longer than most of them run.
   */
  public static CommandLine line(Shell shell, String... args) {
    CommandLine line = new CommandLine(new RootCommand(shell));
    Optional<String> named =
        named(args).filter(name -> !name.equals("help") && !name.equals("completion"));
    ALL.forEach(
        (name, command) -> {
          if (named.isEmpty() || named.get().equals(name)) {
            line.addSubcommand(name, command.get());
          }
        });
    return line;
  }

  private static Optional<String> named(String... args) {
    for (int i = 0; i < args.length; i++) {
      if (WITH_VALUE.contains(args[i])) {
        i++;
      } else if (!args[i].startsWith("-")) {
        return Optional.of(args[i]).filter(ALL::containsKey);
      }
    }
    return Optional.empty();
  }
}
