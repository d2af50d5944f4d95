// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.p2p;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * A process of 200 hostile connections to one node, each from an address and a prefix of its own:
 * {@code main PORT PEER-ID [KIND…]}; with kinds only they act. Orders: {@code gather} (those who
 * shake hands connect, and are idle), {@code attack}, {@code rest}; the answer has what each kind
 * has done since the last one. What they do is bounded: a step every {@link #STEP_MS} for each
 * connection. Whoever is thrown out comes back.
 */
final class HostilePeers {
  static final int STEP_MS = 50;

  final int port;
  final PeerId target;
  final SplittableRandom random = new SplittableRandom(1);
  final RealNodes nodes = new RealNodes();
  private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(4);
  private final List<Attacker> attackers = new ArrayList<>();
  private volatile String order = "rest";

  /** One connection, or the want of one. */
  abstract static class Attacker {
    final HostilePeers all;
    final int number;
    final AtomicLong done = new AtomicLong();

    Attacker(HostilePeers all) {
      this.all = all;
      this.number = all.attackers.size();
    }

    /** Does the next evil; called every {@link #STEP_MS} while the attack goes on. */
    abstract void act() throws Exception;

    abstract void rest();

    /** Called every {@link #STEP_MS} before the attack. */
    void gather() throws Exception {}

    /** Whether it is where {@link #gather} leads to. */
    boolean gathered() {
      return true;
    }

    /** A socket to the node, from an address of this attacker alone. */
    final Socket dial() throws IOException {
      Socket socket = new Socket();
      socket.bind(
          new InetSocketAddress(
              InetAddress.getByAddress(
                  new byte[] {127, (byte) (1 + number % 8), (byte) number, (byte) (1 + number)}),
              0));
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), all.port), 2000);
      socket.setSoTimeout(5000);
      return socket;
    }

    private void step() {
      try {
        if (all.order.equals("attack")) {
          act();
          done.incrementAndGet();
        } else if (all.order.equals("gather")) {
          gather();
        }
      } catch (Exception thrownOut) {
        rest(); // and comes back with the next step
      }
    }
  }

  private HostilePeers(int port, PeerId target, Set<String> kinds) throws Exception {
    this.port = port;
    this.target = target;
    repeat(30, () -> new HostileSockets.HalfOpen(this));
    repeat(20, () -> new HostileSockets.Dripping(this));
    repeat(10, () -> new HostileSockets.Garbage(this));
    HostileSockets.Credentials dear = new HostileSockets.Credentials();
    repeat(20, () -> new HostileSockets.HandshakeFlood(this, dear));
    repeat(15, () -> new HostileNodes.StreamFlood(this));
    repeat(15, () -> new HostileNodes.YamuxAbuse(this));
    repeat(15, () -> new HostileNodes.IdentifyFlood(this));
    repeat(25, () -> new HostileNodes.BadMessages(this));
    repeat(20, () -> new HostileNodes.GossipFlood(this));
    repeat(20, () -> new HostileNodes.SubscriptionFlood(this));
    repeat(10, () -> new HostileNodes.SlowReader(this));
    for (Attacker each : attackers) {
      if (!kinds.isEmpty() && !kinds.contains(each.getClass().getSimpleName())) {
        continue;
      }
      clock.scheduleWithFixedDelay(
          each::step, each.number % STEP_MS, STEP_MS, TimeUnit.MILLISECONDS);
    }
  }

  private interface Maker {
    Attacker make() throws Exception;
  }

  private void repeat(int times, Maker maker) throws Exception {
    for (int i = 0; i < times; i++) {
      attackers.add(maker.make());
    }
  }

  static void daemon(Runnable task) {
    Thread thread = new Thread(task);
    thread.setDaemon(true);
    thread.start();
  }

  private String order(String line) {
    if (line.equals("gathered")) {
      return Boolean.toString(attackers.stream().allMatch(Attacker::gathered));
    }
    order = line;
    if (line.equals("rest")) {
      attackers.forEach(Attacker::rest);
    }
    return attackers.stream()
        .collect(
            Collectors.groupingBy(
                a -> a.getClass().getSimpleName(),
                TreeMap::new,
                Collectors.summingLong(a -> a.done.getAndSet(0))))
        .entrySet()
        .stream()
        .map(kind -> kind.getKey() + "=" + kind.getValue())
        .collect(Collectors.joining(" "));
  }

  /** See the class. */
  public static void main(String[] arguments) throws Exception {
    LineProcess.quietLog();
    HostilePeers peers =
        new HostilePeers(
            Integer.parseInt(arguments[0]),
            PeerId.parse(arguments[1]),
            Arrays.stream(arguments).skip(2).collect(Collectors.toSet()));
    LineProcess.serve(Integer.toString(peers.attackers.size()), peers::order);
  }
}
