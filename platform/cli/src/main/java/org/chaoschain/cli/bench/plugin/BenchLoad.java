// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.chaoschain.api.agent.AgentDirectory;
import org.chaoschain.api.agent.AgentDirectory.HostedAgent;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.control.ControlCommand;
import org.chaoschain.api.control.ControlException;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.control.ControlRequest;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.message.SendOptions;

/**
 * The control command {@code bench.load}: sends signed direct messages at a rate, in turn from each
 * agent of this node or of a share of them, and writes down what became of each, by the receiver's
 * answer. It is told to stop by {@code stop}, waits for the answers that are missing, and ends.
 */
public final class BenchLoad implements ControlCommand {
  private static final long PAUSE_NANOS = 500_000;
  private static final long REPORT_NANOS = 250_000_000;
  private static final int MAX_OPEN = 2_000;
  private static final long PATIENCE_SECONDS = 30;

  private final Messenger messenger;
  private final AgentDirectory agents;
  private volatile boolean stopped;

  /** Made by Declarative Services. */
  public BenchLoad(Messenger messenger, AgentDirectory agents) {
    this.messenger = messenger;
    this.agents = agents;
  }

  @Override
  public String name() {
    return "bench.load";
  }

  @Override
  public String summary() {
    return "Sends messages at a rate (arguments: to, rate, file, extension, share, of, count, ttl.s, patience.s, stop)";
  }

  @Override
  public void run(ControlRequest request, ControlReply reply) throws ControlException {
    if (request.flag("stop")) {
      stopped = true;
      return;
    }
    Path file = Path.of(request.requireText("file"));
    List<AgentId> to = request.texts("to").stream().map(AgentId::parse).toList();
    long rate = request.number("rate", 1);
    try (BufferedWriter answers = Files.newBufferedWriter(file, StandardCharsets.US_ASCII)) {
      int share = Math.toIntExact(request.number("share", 0));
      int of = Math.toIntExact(request.number("of", 1));
      Duration life =
          Duration.ofSeconds(request.number("ttl.s", SendOptions.DEFAULT.timeToLive().toSeconds()));
      Run run =
          new Run(
              to,
              request.flag("extension"),
              new SendOptions(life, Optional.empty(), false),
              answers,
              share,
              of);
      run.send(rate, request.number("count", Long.MAX_VALUE), reply);
      run.awaitAnswers(request.number("patience.s", PATIENCE_SECONDS), reply);
      reply.item(run.figures());
    } catch (IOException e) {
      throw ControlException.failed(file + " cannot be written: " + e);
    }
  }

  private final class Run {
    private final List<AgentId> from = new ArrayList<>();
    private final List<Integer> senders = new ArrayList<>();
    private final List<AgentId> to;
    private final boolean extension;
    private final SendOptions options;
    private final BufferedWriter answers;
    private final AtomicInteger open = new AtomicInteger();
    private final long begin = System.nanoTime();
    private long sent;

    Run(
        List<AgentId> to,
        boolean extension,
        SendOptions options,
        BufferedWriter answers,
        int share,
        int of) {
      agents.hosted().stream().map(HostedAgent::id).forEach(from::add);
      for (int sender = share; sender < from.size(); sender += of) {
        senders.add(sender);
      }
      this.to = to;
      this.extension = extension;
      this.options = options;
      this.answers = answers;
    }

    void send(long rate, long count, ControlReply reply) throws ControlException {
      long report = begin;
      // What could not be sent in time is not made up for: a burst would be another load.
      double due = 0;
      long last = begin;
      while (!stopped && !reply.closed() && sent < count) {
        long now = System.nanoTime();
        due = Math.min(due + (now - last) * rate / 1e9, Math.max(1, rate / 50.0));
        last = now;
        while (due >= 1 && open.get() < MAX_OPEN && sent < count) {
          sendOne();
          due--;
        }
        if (now - report > REPORT_NANOS) {
          report = now;
          reply.item(figures());
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    private void sendOne() {
      int sender = senders.get((int) (sent % senders.size()));
      BenchText text = new BenchText(sender, sent / senders.size());
      sent++;
      open.incrementAndGet();
      Content content = extension ? text.extension(BenchType.EXTENSION) : text.status();
      messenger
          .send(from.get(sender), to.get(sender % to.size()), content, options)
          .whenComplete((receipt, failure) -> answered(text, receipt, failure));
    }

    private void answered(BenchText text, DeliveryReceipt receipt, Throwable failure) {
      String answer =
          receipt != null ? receipt.status().name() : failed(failure) + " " + failure.getMessage();
      try {
        synchronized (answers) {
          answers.write(text + " " + answer.replace('\n', ' ') + "\n");
        }
      } catch (IOException e) {
        stopped = true;
      }
      open.decrementAndGet();
    }

    private String failed(Throwable failure) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      boolean uncertain = !(cause instanceof DeliveryException e) || e.reason() == Reason.NO_ANSWER;
      return uncertain ? "UNCERTAIN" : "REFUSED";
    }

    void awaitAnswers(long seconds, ControlReply reply) throws ControlException {
      long end = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
      long report = begin;
      while (open.get() > 0 && System.nanoTime() < end && !reply.closed()) {
        if (System.nanoTime() - report > REPORT_NANOS) {
          report = System.nanoTime();
          reply.item(figures());
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }

    Map<String, Object> figures() {
      return Map.of("sent", sent, "open", open.get(), "seconds", (System.nanoTime() - begin) / 1e9);
    }
  }
}
