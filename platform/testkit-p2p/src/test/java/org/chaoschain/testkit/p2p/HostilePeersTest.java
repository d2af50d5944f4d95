// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Protocol;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 200 hostile connections at once leave 10 honest peers unharmed: nothing of theirs is lost, they
 * stay connected, and the 99th percentile of their messages' latency at most doubles.
 *
 * <p>One node in the middle, over TCP. Honest peers publish through it; a process of its own
 * attacks it, with a lower priority where the system has one, since a real attacker does not share
 * the node's processor. Quiet and attack take turns; what counts is the median of the rounds'
 * ratios. A 99th percentile below {@link #NOISE_MS} is within what this machine does by itself; a
 * round whose quiet half is above {@link #BUSY_MS} tells of other programs and does not count.
 */
class HostilePeersTest {
  static final String TOPIC = "t";

  private static final int HONEST = 10;
  private static final int ROUNDS = 5;
  private static final int LEAST_ROUNDS = 3;
  private static final int ROUNDS_S = 40;
  private static final double BUSY_MS = 50;
  private static final double QUIET_S = 2.5;
  private static final double ATTACK_S = 2.5;
  private static final long EVERY_NANOS = 10_000_000;
  private static final double NOISE_MS = 5;

  private final ConcurrentLinkedQueue<Long> latencies = new ConcurrentLinkedQueue<>();
  private final AtomicLong heard = new AtomicLong();
  private long published;

  @Test
  @Timeout(120)
  void twoHundredHostileConnectionsAtMostDoubleTheLatencyOfTenHonestPeers() throws Exception {
    try (RealNodes middle = new RealNodes();
        RealNodes edge = new RealNodes()) {
      P2pNode node = middle.start(plan -> plan);
      node.floodsub.subscribe(TOPIC, (data, from) -> verdict(data));
      List<P2pNode> honest = new ArrayList<>();
      for (int i = 0; i < HONEST; i++) {
        P2pNode peer = edge.start(plan -> plan);
        peer.floodsub.subscribe(TOPIC, (data, from) -> hear(data));
        peer.connect(node).toCompletableFuture().get(30, TimeUnit.SECONDS);
        honest.add(peer);
      }
      for (P2pNode peer : honest) {
        PeerId id = peer.id();
        RealNodes.await(() -> node.floodsub.subscribers(TOPIC).contains(id), "subscription");
        RealNodes.await(
            () -> peer.floodsub.subscribers(TOPIC).contains(node.id()), "subscription back");
      }
      List<Double> ratios = new ArrayList<>();
      try (Attack attack = new Attack(node)) {
        attack.say("gather");
        percentile(honest, 2 * QUIET_S); // until the compilers have seen it, and all are there
        attack.say("attack");
        percentile(honest, ATTACK_S);
        attack.say("rest");
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(ROUNDS_S);
        while (ratios.size() < ROUNDS && System.nanoTime() < end) {
          attack.say("gather");
          percentile(honest, 0.5);
          attack.say("rest");
          double before = percentile(honest, QUIET_S);
          attack.say("attack");
          double during = percentile(honest, ATTACK_S);
          int connections = node.host.connections().size();
          String done = attack.say("rest");
          boolean counts = before <= BUSY_MS;
          if (counts) {
            ratios.add(Math.max(during, NOISE_MS) / Math.max(before, NOISE_MS));
          }
          System.out.printf(
              Locale.ROOT,
              "p99 %.2f ms before, %.2f ms during%s; %d connections; %s%n",
              before,
              during,
              counts ? "" : " (not counted: the machine is busy with something else)",
              connections,
              done);
        }
      }
      for (P2pNode peer : honest) {
        assertThat(node.host.connection(peer.id())).as("an honest peer stays").isPresent();
      }
      RealNodes.await(() -> heard.get() == published * (HONEST - 1), "every message, everywhere");
      assumeTrue(
          ratios.size() >= LEAST_ROUNDS,
          "NOT TESTED: latency under attack; without one the 99th percentile is above "
              + BUSY_MS
              + " ms here, the machine is busy with something else");
      ratios.sort(null);
      double median = ratios.get(ratios.size() / 2);
      System.out.printf(Locale.ROOT, "ratios of p99 %s, median %.2f%n", ratios, median);
      assertThat(median).as("median of the ratios of p99").isLessThanOrEqualTo(2);
    }
  }

  /** Publishes for some seconds; the 99th percentile of the latencies in milliseconds. */
  private double percentile(List<P2pNode> honest, double seconds) throws Exception {
    latencies.clear();
    long start = System.nanoTime();
    long steps = (long) (seconds * 1e9 / EVERY_NANOS);
    for (long step = 0; step < steps; step++) {
      for (long due = start + step * EVERY_NANOS; System.nanoTime() < due; ) {
        LockSupport.parkNanos(due - System.nanoTime());
      }
      ByteBuffer message = ByteBuffer.allocate(200).put((byte) 1).putLong(System.nanoTime());
      message.putLong(published);
      honest.get((int) (published % HONEST)).floodsub.publish(TOPIC, Bytes.wrap(message.array()));
      published++;
    }
    RealNodes.await(() -> heard.get() >= published * (HONEST - 1), "the messages of a round");
    long[] sorted = latencies.stream().mapToLong(Long::longValue).toArray();
    Arrays.sort(sorted);
    return sorted[(int) (sorted.length * 0.99)] / 1e6;
  }

  private static CompletionStage<Verdict> verdict(Bytes data) {
    return CompletableFuture.completedFuture(
        data.size() == 200 && data.get(0) == 1 ? Verdict.ACCEPT : Verdict.REJECT);
  }

  private CompletionStage<Verdict> hear(Bytes data) {
    latencies.add(System.nanoTime() - data.toByteBuffer().getLong(1));
    heard.incrementAndGet();
    return CompletableFuture.completedFuture(Verdict.ACCEPT);
  }

  /** The process of the attackers. */
  private static final class Attack implements AutoCloseable {
    private final Process process;
    private final BufferedReader out;
    private final BufferedWriter in;

    Attack(P2pNode target) throws Exception {
      String port = target.host.listenAddresses().get(0).first(Protocol.TCP).orElseThrow().value();
      List<String> command = new ArrayList<>();
      if (Files.isExecutable(Path.of("/usr/bin/nice"))) {
        command.addAll(List.of("/usr/bin/nice", "-n", "15"));
      }
      command.addAll(
          List.of(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-Xmx512m",
              "-XX:+UseSerialGC",
              "-cp",
              System.getProperty("java.class.path"),
              HostilePeers.class.getName(),
              port,
              target.id().toString()));
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      out = process.inputReader(StandardCharsets.UTF_8);
      in = process.outputWriter(StandardCharsets.UTF_8);
      assertThat(answer()).isEqualTo("ready 200");
    }

    String say(String what) throws Exception {
      in.write(what + "\n");
      in.flush();
      String answer = answer();
      assertThat(answer).startsWith("ok");
      return answer;
    }

    /** The next line that is an answer; others are log. */
    private String answer() throws Exception {
      return CompletableFuture.supplyAsync(
              () -> {
                try {
                  String line;
                  do {
                    line = out.readLine();
                  } while (line != null && !line.startsWith("ok") && !line.startsWith("ready"));
                  return line;
                } catch (IOException e) {
                  return null;
                }
              })
          .get(30, TimeUnit.SECONDS);
    }

    @Override
    public void close() throws IOException {
      in.close();
      process.onExit().completeOnTimeout(process, 10, TimeUnit.SECONDS).join();
      process.destroyForcibly();
    }
  }
}
