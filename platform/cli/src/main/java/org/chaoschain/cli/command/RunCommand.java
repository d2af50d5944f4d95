// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.cli.data.NewData;
import org.chaoschain.cli.log.NodeLogging;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Table;
import org.chaoschain.kernel.Kernel;
import org.chaoschain.kernel.KernelException;
import org.chaoschain.kernel.KernelOptions;
import org.chaoschain.kernel.RunningKernel;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.identity.file.NodeKeyFile;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceReference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code chaos run}. */
@Command(
    name = "run",
    description = {
      "Runs a node in this process until 'chaos stop', SIGTERM or SIGINT, and prints a line when it is ready.",
      "Settings: defaults, then etc/chaos.properties, chaos.properties of the data directory, the environment (CHAOS_…), and flags; the last one wins."
    },
    footer = {
      "  chaos run",
      "  chaos run --listen /ip4/127.0.0.1/tcp/4001 --name a",
      "  chaos run --data ./b --bootstrap /ip4/127.0.0.1/tcp/4001/p2p/12D3Koo…",
      "  chaos run --set agent.local.names=alice,bob --json"
    })
final class RunCommand extends ChaosCommand {
  @Mixin ConfigurationOptions configuration = new ConfigurationOptions();

  @Option(
      names = {"-q", "--quiet"},
      description = "Logs to the file logs/node.log alone.")
  boolean quiet;

  @Option(
      names = "--init",
      description = "Makes the data directory first, as 'chaos init' does, if it has no key.")
  boolean init;

  @Option(names = "--exit-when-ready", hidden = true, description = "Ends once it is ready.")
  boolean exitWhenReady;

  @Option(
      names = "--stop-with-input",
      hidden = true,
      description = "Stops when standard input ends, which it does when the caller is gone.")
  boolean stopWithInput;

  @Option(
      names = "--debug-port",
      paramLabel = "PORT",
      description = "Lets a debugger attach to the node, on 127.0.0.1 alone.")
  private Integer debugPort;

  @Option(
      names = "--debug-suspend",
      description = "With --debug-port: does nothing until the debugger is there.")
  private boolean debugSuspend;

  @Override
  ExitCode execute() throws InterruptedException {
    requireDebugger();
    Map<String, String> environment = root().shell().environment();
    KernelOptions options =
        configuration
            .kernelOptions(Installation.home(environment), data(), environment)
            .withStopOnSignal(false);
    requireKey();
    CarrierThreads.prepare();
    NodeLogging.prepare(data().resolve("logs"), !quiet);
    RunningKernel node = start(options);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(node), "chaos-signal"));
    if (stopWithInput) {
      stopWithInput(node);
    }
    ready(node);
    if (exitWhenReady) {
      if (hasArgument("-XX:ArchiveClassesAtExit=")) {
        ArchivedClasses.prepare(node.context());
      }
      return ExitCode.of(node.stop());
    }
    return ExitCode.of(node.awaitStop());
  }

  /** It is the start script that tells the virtual machine. */
  private void requireDebugger() {
    if (debugPort == null && debugSuspend) {
      throw usage("--debug-suspend is of use with --debug-port alone");
    }
    if (debugPort == null) {
      return;
    }
    requirePort(debugPort, this);
    if (!hasArgument("-agentlib:jdwp=")) {
      throw new CliException(
          ExitCode.USAGE,
          "this virtual machine was started without the debugger's agent",
          "--debug-port works with bin/chaos, which starts it so");
    }
  }

  /** Whether the virtual machine was started with an argument that begins so. */
  private static boolean hasArgument(String begin) {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .anyMatch(argument -> argument.startsWith(begin));
  }

  static void requirePort(int port, ChaosCommand command) {
    if (port < 1 || port > 65_535) {
      throw command.usage("the debugger's port is 1 to 65535, not " + port);
    }
  }

  private static RunningKernel start(KernelOptions options) throws InterruptedException {
    try {
      return Kernel.start(options);
    } catch (KernelException e) {
      throw KernelFailures.told(e);
    }
  }

  private static void stopWithInput(RunningKernel node) {
    Thread reader =
        new Thread(
            () -> {
              try {
                System.in.transferTo(OutputStream.nullOutputStream());
              } catch (IOException e) {
                // an end as well
              }
              node.node().stop();
            },
            "chaos-input");
    reader.setDaemon(true);
    reader.start();
  }

  /** A signal ends the process with the code of the stop, not with that of the signal. */
  private static void stop(RunningKernel node) {
    try {
      if (node.state() != RunningKernel.State.STOPPED) {
        Runtime.getRuntime().halt(node.stop());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void requireKey() {
    if (Files.exists(data().resolve("keys").resolve(NodeKeyFile.NAME))) {
      return;
    }
    if (!init) {
      throw new CliException(
          ExitCode.NOT_FOUND,
          "the data directory " + data() + " has no node key",
          "'chaos init' makes one, or 'chaos run --init' does it on the way");
    }
    try {
      NewData.create(data(), KeyType.ED25519, Optional.empty());
    } catch (IOException e) {
      throw InitCommand.unusable(data(), e);
    }
  }

  private void ready(RunningKernel node) {
    long uptime = ManagementFactory.getRuntimeMXBean().getUptime();
    Map<String, Object> ready = new LinkedHashMap<>();
    ready.put("ready", true);
    ready.put("name", node.node().name());
    ready.put("chain_id", node.node().chainId());
    Map<String, ?> p2p = p2p(node.context());
    ready.put("peer_id", p2p.get("peer_id"));
    ready.put("addresses", p2p.get("announce") == null ? List.of() : p2p.get("announce"));
    ready.put("data", data().toString());
    ready.put("pid", ProcessHandle.current().pid());
    ready.put("ready_ms", uptime);
    ready.put("kernel_ms", node.startDuration().toMillis());
    output()
        .result(
            ready,
            "ready in %d ms: node %s%s"
                .formatted(
                    uptime,
                    ready.get("name"),
                    p2p.isEmpty()
                        ? ", without a network"
                        : ", peer %s, %s"
                            .formatted(ready.get("peer_id"), Table.text(ready.get("addresses")))));
  }

  private static Map<String, ?> p2p(BundleContext context) {
    try {
      for (ServiceReference<StatusSection> reference :
          context.getServiceReferences(StatusSection.class, null)) {
        StatusSection section = context.getService(reference);
        if (section != null && section.name().equals("p2p")) {
          return section.status();
        }
      }
    } catch (InvalidSyntaxException e) {
      throw new IllegalStateException("no filter is always well formed", e);
    }
    return Map.of();
  }
}
