// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.internal;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.Delivery;
import org.chaoschain.message.delivery.DeliveryEnvironment;
import org.chaoschain.message.delivery.DurableSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.JudgingSettings;
import org.chaoschain.message.delivery.Safeguards;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.ops.system.SchedulerLimits;
import org.chaoschain.ops.system.SystemClock;
import org.chaoschain.ops.system.ThreadScheduler;
import org.chaoschain.testkit.sim.RecordedMetrics;

/**
 * A process with delivery as in a node: receives the messages that come in hexadecimal on its
 * standard input, and answers each with its outcome and how many it has handled.
 */
public final class Acceptor {
  /** What each answer begins with. */
  public static final String ANSWER = "answer: ";

  private static final AtomicInteger HANDLED = new AtomicInteger();

  private Acceptor() {}

  private record Counted(String name) implements MessageType {
    @Override
    public int maxBytes() {
      return 65_536;
    }

    @Override
    public String render(Message message) {
      return "";
    }

    @Override
    public void handle(SignedMessage message) {
      HANDLED.incrementAndGet();
    }
  }

  /** Runs until its input ends; its argument is the folder of the accepted messages. */
  public static void main(String[] arguments) throws Exception {
    RecordedMetrics metrics = new RecordedMetrics();
    SystemClock clock = new SystemClock();
    try (ThreadScheduler scheduler = new ThreadScheduler(SchedulerLimits.defaults(), metrics)) {
      MessageCodec codec = EnvelopeCodecs.protobuf(metrics);
      ReplayFiles files =
          new ReplayFiles(
              Path.of(arguments[0]),
              1024,
              Duration.ofSeconds(30),
              metrics,
              event -> {
                throw new IllegalStateException(event.message());
              },
              clock.now());
      Delivery delivery =
          new Delivery(
              new DeliveryEnvironment(
                  "test",
                  clock,
                  scheduler,
                  metrics,
                  event -> {},
                  () -> Optional.of(codec),
                  Optional::empty),
              InboxSettings.DEFAULT,
              JudgingSettings.DEFAULT,
              Safeguards.DEFAULT.withReplay(files),
              DurableSettings.DEFAULT,
              Optional.empty());
      delivery.addType(new Counted("agent"), 0, 1);
      BufferedReader input =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        Outcome outcome =
            delivery
                .inbox()
                .receive(Bytes.fromHex(line), new Origin.Gossip("agents", "peer"))
                .handled()
                .get(30, TimeUnit.SECONDS);
        System.out.println(ANSWER + "%s, handled %d".formatted(outcome, HANDLED.get()));
        System.out.flush();
      }
    }
  }
}
