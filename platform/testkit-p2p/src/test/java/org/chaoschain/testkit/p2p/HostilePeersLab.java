// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * 200 hostile connections at once leave 10 honest peers unharmed: nothing of theirs is lost, they
 * stay connected, the 99th percentile of their messages' latency at most doubles, newcomers come
 * in, and what the node spends on the attack is bounded.
 *
 * <p>Nodes, honest peers and attackers are processes of their own. There are two nodes, each with
 * 200 attackers, and honest peers at the first. The attackers of one and of the other take turns:
 * the machine has the same to do all the time, and what differs is whose connections are hostile.
 * While the others attack, those of the first node that have shaken hands are connected and idle.
 * What counts is the 99th percentile over all windows of a kind: in one window a single stop of
 * some process is more than a hundredth of the time. Below {@link #NOISE_MS} it is within what a
 * machine does by itself.
 */
class HostilePeersLab {
  private static final int HOSTILE = 200;
  private static final int HONEST = 10;

  /** Rounds that are not counted: the compilers see what an attack needs. */
  private static final int EARLY = 4;

  private static final int ROUNDS = 12;
  private static final String WINDOW = "newcomer 4 ";
  private static final double NOISE_MS = 5;
  private static final double MOST_CORES = 1.25;

  /** A small heap, with the collector that {@code bin/chaos run} has. */
  private static final List<String> SMALL =
      List.of(
          "-Xmx256m",
          "-XX:MaxDirectMemorySize=128m",
          "-XX:+UseG1GC",
          "-XX:MaxGCPauseMillis=100",
          "-XX:G1HeapRegionSize=1m",
          "-XX:ParallelGCThreads=2",
          "-XX:ConcGCThreads=1");

  private static final List<String> OTHERS = List.of("-Xmx512m", "-XX:+UseSerialGC");

  /**
   * Whether the other node is attacked in between; else there is rest, for a machine of its own.
   */
  private static final boolean OTHER = !Boolean.getBoolean("hostile.rest");

  private static final Pattern KIND = Pattern.compile("([A-Za-z]+)=([0-9]+)");

  private final Map<String, Long> acts = new TreeMap<>();

  @Test
  @Timeout(300)
  void twoHundredHostileConnectionsAtMostDoubleTheLatencyOfTenHonestPeers() throws Exception {
    String quietAll;
    String attackedAll;
    try (LineProcess node = new LineProcess(AttackedNode.class, false, SMALL);
        LineProcess other = new LineProcess(AttackedNode.class, false, SMALL);
        LineProcess honest =
            new LineProcess(
                HonestPeers.class, false, OTHERS, (node.ready + " " + HONEST).split(" "));
        LineProcess hostile = attackers(node);
        LineProcess hostileToOther = attackers(other)) {
      gather(hostile, hostileToOther);
      honest.say("window 4"); // until the compilers have seen it
      hostile.say("attack");
      hostileToOther.say("attack");
      honest.say("newcomer 5");
      for (int round = 0; round < EARLY + ROUNDS; round++) {
        String early = round < EARLY ? "early-" : "";
        hostile.say("rest");
        hostile.say("gather");
        hostileToOther.say(OTHER ? "attack" : "rest");
        honest.say("window 0.5");
        String quiet = honest.say(WINDOW + early + "quiet");
        hostileToOther.say("rest");
        hostileToOther.say("gather");
        hostile.say("attack");
        node.say("state");
        honest.say("window 0.5");
        String attacked = honest.say(WINDOW + early + "attacked");
        String state = node.say("state");
        String done = hostile.say("attack");
        System.out.printf(
            "quiet: %s%n  attacked: %s%n  node: %s%n  attackers: %s%n",
            quiet, attacked, state, done);
        judge(quiet, attacked, state);
        KIND.matcher(done)
            .results()
            .forEach(kind -> acts.merge(kind.group(1), Long.parseLong(kind.group(2)), Long::sum));
      }
      quietAll = honest.say("all quiet");
      attackedAll = honest.say("all attacked");
    }
    assertThat(acts).as("each kind has attacked").hasSize(11);
    assertThat(acts.values()).allSatisfy(number -> assertThat(number).isGreaterThan(ROUNDS * 10L));
    double ratio =
        Math.max(number("p99", attackedAll), NOISE_MS)
            / Math.max(number("p99", quietAll), NOISE_MS);
    System.out.printf(
        Locale.ROOT, "all: quiet %s, attacked %s, ratio %.2f%n", quietAll, attackedAll, ratio);
    assertThat(ratio).as("p99 attacked against p99 quiet").isLessThanOrEqualTo(2);
  }

  /** An attacker does not have the node's processor: it runs when the others do not. */
  private static LineProcess attackers(LineProcess node) throws Exception {
    LineProcess attackers =
        new LineProcess(HostilePeers.class, true, OTHERS, node.ready.split(" "));
    assertThat(attackers.ready).isEqualTo(Integer.toString(HOSTILE));
    return attackers;
  }

  /** Has those connect who shake hands, before the others take the places for that. */
  private static void gather(LineProcess... all) throws Exception {
    for (LineProcess attackers : all) {
      attackers.say("gather");
    }
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    for (LineProcess attackers : all) {
      while (!attackers.say("gathered").equals("true")) {
        assertThat(System.nanoTime() - end).as("the attackers gather within a minute").isNegative();
        LockSupport.parkNanos(100_000_000);
      }
    }
  }

  private void judge(String quiet, String attacked, String state) {
    for (String window : List.of(quiet, attacked)) {
      assertThat(number("lost", window)).as("messages lost").isZero();
      assertThat(number("connected", window)).as("honest peers connected").isEqualTo(HONEST);
    }
    assertThat(number("newcomer", attacked)).as("the newcomer's time in ms").isPositive();
    assertThat(number("pending", state))
        .as("handshakes under way")
        .isLessThanOrEqualTo(AttackedNode.LIMITS.transients().connectionsInbound());
    assertThat(number("connections", state))
        .isLessThanOrEqualTo(AttackedNode.LIMITS.system().connectionsInbound());
    assertThat(number("cores", state)).as("processors in use").isLessThanOrEqualTo(MOST_CORES);
  }

  private static double number(String name, String text) {
    Matcher matcher = Pattern.compile("\\b" + name + "=(-?[0-9.]+|NaN)").matcher(text);
    assertThat(matcher.find()).as(name + " in " + text).isTrue();
    return Double.parseDouble(matcher.group(1));
  }
}
