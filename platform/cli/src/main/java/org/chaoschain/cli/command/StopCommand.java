// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.cli.control.ControlClient;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Command;

/** {@code chaos stop}. */
@Command(
    name = "stop",
    description = "Stops the running node in an orderly way and waits until it has ended.",
    footer = {"  chaos stop", "  chaos stop --timeout 60"})
final class StopCommand extends ChaosCommand {
  @Override
  ExitCode execute() throws InterruptedException {
    List<Map<String, Object>> answer = order();
    Optional<Long> pid =
        answer.stream()
            .map(item -> item.get("pid"))
            .filter(Number.class::isInstance)
            .map(number -> ((Number) number).longValue())
            .findFirst();
    Optional<ProcessHandle> process = pid.flatMap(ProcessHandle::of);
    if (process.isPresent()) {
      await(process.get());
    }
    output()
        .result(
            Map.of("stopped", true, "pid", pid.orElse(0L)),
            "the node has stopped" + pid.map(p -> " (process " + p + ")").orElse(""));
    return ExitCode.OK;
  }

  /** The node may be gone before it has said that this was all. */
  private List<Map<String, Object>> order() {
    List<Map<String, Object>> answer = new CopyOnWriteArrayList<>();
    try (ControlClient node = connect()) {
      node.call("stop", Map.of(), root().timeout(), answer::add);
    } catch (CliException e) {
      if (answer.isEmpty()) {
        throw e;
      }
    }
    return answer;
  }

  private void await(ProcessHandle process) throws InterruptedException {
    try {
      process.onExit().get(root().timeout().toSeconds(), TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new CliException(
          ExitCode.DEADLINE,
          "the node (process %d) has not ended within %d s"
              .formatted(process.pid(), root().timeout().toSeconds()),
          "its key node.stop.deadline bounds the stop; 'kill %d' asks once more"
              .formatted(process.pid()));
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }
}
