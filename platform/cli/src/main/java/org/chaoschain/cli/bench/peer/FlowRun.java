// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.peer;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.Priority;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.message.envelope.core.Ed25519Key;

/**
 * Many light peers that send signed direct messages of all classes to one node, each peer by a
 * connection of its own. When messages are due is random and does not depend on the node: what the
 * node does not read is withheld, which is counted. For one thread.
 */
final class FlowRun implements AutoCloseable {
  private static final Duration LIFE = Duration.ofMinutes(10);
  private static final Duration SETTLE = Duration.ofSeconds(30);
  private static final long PAUSE_NANOS = 200_000;
  private static final int TEXT_BYTES = 600;

  private final BenchNode.Shared shared;
  private final MessageCodec codec;
  private final List<BenchNode> nodes = new ArrayList<>();
  private final List<LightPeer> peers = new ArrayList<>();
  private final List<Ed25519Key> agents = new ArrayList<>();

  /** Each source has its own, so that it sends the same whoever else does. */
  private final Map<Source, SplittableRandom> randoms = new HashMap<>();

  private final SplittableRandom keys;
  private final String text;
  private final List<Source> sources;
  private final Tallies tallies;
  private long messages;

  /** When the next message of a source is due. */
  private record Due(long atNanos, Source source) {}

  /**
   * A run without peers.
   *
   * @param sources who sends what
   * @param seed of all that is random
   */
  FlowRun(BenchNode.Shared shared, List<Source> sources, long seed) {
    this.shared = shared;
    this.sources = List.copyOf(sources);
    this.tallies = new Tallies(sources);
    this.codec = EnvelopeCodecs.protobuf(shared.metrics);
    this.keys = new SplittableRandom(seed);
    sources.forEach(
        source -> randoms.put(source, new SplittableRandom(seed * 31 + source.name().hashCode())));
    this.text = "x".repeat(TEXT_BYTES);
  }

  /**
   * Connects so many peers.
   *
   * @param maxWaiting messages that each holds at most
   */
  void connect(String address, int count, int maxWaiting) {
    for (int i = 0; i < count; i++) {
      BenchNode node = BenchNode.client(shared);
      nodes.add(node);
      peers.add(
          BenchNode.await(LightPeer.open(node.connect(address), shared, tallies, maxWaiting)));
      byte[] agentSeed = new byte[Ed25519Key.SEED_BYTES];
      keys.nextBytes(agentSeed);
      agents.add(Ed25519Key.ofSeed(agentSeed));
    }
  }

  /** Sends for a time, waits for the answers, and tells what became of all. */
  Map<String, Object> run(String chain, AgentId to, long millis)
      throws MalformedMessageException, InterruptedException {
    PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::atNanos));
    long begin = System.nanoTime();
    long end = begin + Duration.ofMillis(millis).toNanos();
    int size = message(chain, to, Priority.MEDIUM, agents.get(0)).size();
    sources.forEach(source -> due.add(next(begin, source, size)));
    while (due.element().atNanos() - end < 0) {
      Due now = due.remove();
      while (System.nanoTime() - now.atNanos() < 0) {
        LockSupport.parkNanos(PAUSE_NANOS);
      }
      send(chain, to, now);
      due.add(next(now.atNanos(), now.source(), size));
    }
    for (int i = 0; i < peers.size(); i++) {
      int number = i;
      if (sources.stream().noneMatch(source -> source.settles() && source.takes(number))) {
        peers.get(i).giveUp();
      }
    }
    tallies.awaitAnswers(System.nanoTime() + SETTLE.toNanos());
    long closed = peers.stream().filter(LightPeer::closed).count();
    return Map.of("run", tallies.toJson(), "message_bytes", size, "disconnected", closed);
  }

  private Due next(long after, Source source, int size) {
    double apart =
        -Math.log(1 - randoms.get(source).nextDouble()) * size / source.bytesPerSecond() * 1e9;
    return new Due(after + 1 + (long) apart, source);
  }

  private void send(String chain, AgentId to, Due due) throws MalformedMessageException {
    Source source = due.source();
    int number = source.first() + randoms.get(source).nextInt(source.peers());
    LightPeer peer = peers.get(number);
    boolean takes = peer.takes();
    tallies.offered(source.name(), takes);
    if (takes) {
      Bytes wire = message(chain, to, source.priority(), agents.get(number));
      peer.post(new LightPeer.Letter(source.name(), wire, due.atNanos(), tallies.served()));
    }
  }

  /** What makes each class: critical, a status, an announcement. */
  private Bytes message(String chain, AgentId to, Priority priority, Ed25519Key from)
      throws MalformedMessageException {
    Content content =
        priority == Priority.LOW
            ? new Content.Announcement("bench", text, List.of())
            : new Content.Status("busy", text);
    Instant now = shared.clock.now();
    Message message =
        new Message(
            Message.VERSION,
            Long.toString(messages++, 36),
            now,
            from.agent(),
            chain,
            new Payload.AgentCommunication(from.agent(), Optional.of(to), content),
            Optional.of(now.plus(LIFE)),
            Optional.empty(),
            priority == Priority.HIGH,
            Optional.empty());
    return codec.encode(message, from).wire();
  }

  @Override
  public void close() {
    nodes.forEach(BenchNode::close);
  }
}
