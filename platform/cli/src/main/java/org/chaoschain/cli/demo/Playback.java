// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.time.Duration;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.chaoschain.cli.terminal.CliException;

/** Lets the agents say their lines, one after the other, and tells the ledger who has to hear. */
final class Playback {
  private final Stage stage;
  private final Ledger ledger;

  Playback(Stage stage, Ledger ledger) {
    this.stage = stage;
    this.ledger = ledger;
  }

  /** Says a line and waits until the speaker's node has an answer. */
  void say(Line line, Duration patience) throws InterruptedException {
    DemoNode speaker = stage.nodeOf(line.from());
    Map<String, Object> arguments = new LinkedHashMap<>(line.content());
    arguments.put("from", line.from());
    arguments.put("type", line.type());
    arguments.put("ttl", "10m");
    line.to().ifPresent(to -> arguments.put("to", stage.idOf(to)));
    CompletableFuture<Void> done =
        speaker.start(
            line.to().isPresent() ? "send" : "broadcast",
            arguments,
            answer -> ledger.sent(String.valueOf(answer.get("id")), receivers(line, speaker)));
    try {
      done.get(patience.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      ledger.unsent(
          line.number(),
          e.getCause() instanceof CliException told ? told.getMessage() : e.getCause().toString());
    } catch (TimeoutException e) {
      ledger.unsent(line.number(), "no answer within " + patience.toSeconds() + " s");
    }
  }

  /** The node of the agent spoken to; all nodes but the speaker's if all are. */
  private BitSet receivers(Line line, DemoNode speaker) {
    BitSet receivers = new BitSet();
    if (line.to().isPresent()) {
      receivers.set(stage.nodeOf(line.to().get()).index());
    } else {
      List<DemoNode> nodes = stage.nodes();
      receivers.set(0, nodes.size());
      receivers.clear(speaker.index());
    }
    return receivers;
  }
}
