// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.cli.terminal.Json;

/**
 * One side of a benchmark, driven by lines of JSON; the peers of the interoperability tests
 * understand the same ones. Serves until its input ends.
 */
public final class BenchPeer {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int COLLECTIONS = 3;

  /** What a collection needs to give memory back to the operating system. */
  private static final long SETTLE_MS = 200;

  private final PrintStream out;
  private final BenchNode.Shared shared = new BenchNode.Shared();
  private final ClientRuns client = new ClientRuns(shared);
  private final GatewayLoad gateway = new GatewayLoad();
  private BenchNode server;

  private BenchPeer(PrintStream out) {
    this.out = out;
  }

  /** Answers each line of the input. */
  public static void serve(InputStream in, PrintStream out) throws IOException {
    BenchPeer peer = new BenchPeer(out);
    peer.say(Map.of("event", "ready", "library", "chaoschain"));
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      String line;
      while ((line = lines.readLine()) != null) {
        peer.answer(Json.read(line));
      }
    }
  }

  private void say(Map<String, ?> line) {
    out.println(Json.write(line));
    out.flush();
  }

  private void answer(Map<String, Object> question) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("id", question.get("id"));
    try {
      answer.putAll(run(question));
      answer.put("ok", true);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      answer.put("ok", false);
      answer.put("error", String.valueOf(e));
    }
    say(answer);
  }

  private Map<String, ?> run(Map<String, Object> question)
      throws IOException,
          InterruptedException,
          LimitExceededException,
          MalformedMessageException,
          ExecutionException,
          TimeoutException {
    String command = String.valueOf(question.get("cmd"));
    String address = String.valueOf(question.get("addr"));
    return switch (command) {
      case "benchServe" -> Map.of("addr", startServer());
      case "bench" -> {
        String benchmark = String.valueOf(question.get("bench"));
        long millis = number(question, "timeoutMs");
        yield Map.of("value", client.measure(benchmark, address, millis));
      }
      case "benchConnect" -> {
        client.connect(address, (int) number(question, "count"));
        yield Map.of();
      }
      case "gatewayConnect" -> {
        gateway.connect(address, (int) number(question, "count"));
        yield Map.of();
      }
      case "gatewayWarmUp" ->
          gateway.warmUp((int) number(question, "rate"), number(question, "timeoutMs"));
      case "gatewayRun" ->
          gateway.run((int) number(question, "rate"), number(question, "timeoutMs"));
      case "benchFlow" -> flow(question, address);
      case "benchMemory" -> Map.of("kib", residentKib());
      default -> throw new IllegalArgumentException("no command " + command);
    };
  }

  private Map<String, ?> flow(Map<String, Object> question, String address)
      throws MalformedMessageException, InterruptedException {
    try (FlowRun run =
        new FlowRun(shared, Source.of(question.get("sources")), number(question, "seed"))) {
      run.connect(address, (int) number(question, "peers"), (int) number(question, "max_waiting"));
      return run.run(
          String.valueOf(question.get("chain")),
          AgentId.parse(String.valueOf(question.get("to"))),
          number(question, "millis"));
    }
  }

  private static long number(Map<String, Object> question, String name) {
    if (question.get(name) instanceof Number number) {
      return number.longValue();
    }
    throw new IllegalArgumentException("'" + name + "' must be a number");
  }

  private String startServer() throws InterruptedException, LimitExceededException {
    if (server == null) {
      server = BenchNode.server(shared);
      GossipRun.serve(server.pubSub());
    }
    return server.address();
  }

  /** After collections, so that what is garbage does not count. */
  private static double residentKib() throws IOException, InterruptedException {
    for (int i = 0; i < COLLECTIONS; i++) {
      System.gc();
      Thread.sleep(SETTLE_MS);
    }
    List<String> lines = Files.readAllLines(STATUS);
    for (String line : lines) {
      if (line.startsWith("VmRSS:")) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException(STATUS + " tells no VmRSS among " + lines.size() + " lines");
  }
}
