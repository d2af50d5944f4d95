// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.message.delivery.DirectSettings;
import org.chaoschain.message.delivery.FlowSettings;
import org.chaoschain.message.delivery.InboxSettings;
import org.chaoschain.message.delivery.Safeguards;
import org.chaoschain.message.envelope.EnvelopeCodecs;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.RateSettings;
import org.chaoschain.testkit.sim.Simulation;

/** Virtual time, sources of messages at random times, and settings under which a queue fills. */
final class FlowLab {
  /** What is scarce, in bytes a second: verifying, or a link. */
  static final int CAPACITY = 64 << 10;

  /** The largest message, in bytes. */
  static final int LARGEST = 2048;

  private static final Allowance FREE =
      Allowance.parse("1000000/s burst 1000000, 1GiB/s burst 1GiB");
  private static final int TEXT = 900;

  final Simulation simulation;
  private final MessageCodec codec;
  private final int size;
  private long messages;

  /** The seed is printed. */
  FlowLab(long seed) {
    simulation = new Simulation(seed);
    System.out.printf("-D%s=%d repeats this%n", Simulation.SEED_PROPERTY, simulation.seed());
    codec = EnvelopeCodecs.protobuf(simulation.metrics());
    Ed25519Key any = Ed25519Key.ofSeed(simulation.entropy().bytes(32));
    size = signed(any, any.agent(), status(), false).wire().size();
  }

  /** That of {@code -Dchaoschain.seed=…}. */
  static long seed() {
    return Long.getLong(Simulation.SEED_PROPERTY, 20_261_129L);
  }

  /** Nothing is refused for its rate: what is shown is what the queues do. */
  static Safeguards unpaced() {
    return Safeguards.DEFAULT.withRates(
        new RateSettings(
            FREE,
            FREE,
            Map.of(RateSettings.EXTENSION, FREE, RateSettings.OTHER, FREE),
            1_024,
            1_024));
  }

  /** One lane, so that there is one order. */
  static InboxSettings oneLane() {
    InboxSettings d = InboxSettings.DEFAULT;
    return new InboxSettings(
        LARGEST,
        d.freshness(),
        d.seenMax(),
        d.seenTimeToLive(),
        1,
        d.verifyMaxMessages(),
        d.verifyMaxBytes(),
        d.queueMaxMessages(),
        d.queueMaxBytes(),
        d.parkedMaxMessages(),
        d.parkedMaxBytes(),
        d.parkedTimeToLive(),
        d.recordMax(),
        d.recordTextMax(),
        d.topicLinger());
  }

  /** Bounds that are met within seconds. */
  static FlowSettings flow(FlowShares shares, long verifyRate) {
    FlowSettings d = FlowSettings.DEFAULT;
    return new FlowSettings(
        512 << 10, 96 << 10, d.maxPeers(), shares, FREE, d.maxBudgets(), verifyRate);
  }

  /** Answers tell what became of each message. */
  static DirectSettings patient(int maxPending) {
    DirectSettings d = DirectSettings.DEFAULT;
    return new DirectSettings(
        Duration.ofMinutes(1),
        d.findTimeout(),
        d.idle(),
        Duration.ofMinutes(1),
        maxPending,
        d.maxQueued(),
        d.maxQueuedBytes(),
        d.maxPeers());
  }

  /**
   * Does something at random times, as often as offers so many bytes. It has randomness of its own,
   * so that what else is offered changes nothing of it.
   *
   * @param load of the capacity
   * @param until in virtual time
   */
  void offer(double load, Duration until, Consumer<RandomGenerator> message) {
    offer(load, until, simulation.newRandom(), message);
  }

  private void offer(
      double load, Duration until, RandomGenerator random, Consumer<RandomGenerator> message) {
    double apart = -Math.log(1 - random.nextDouble()) * size() / (load * CAPACITY) * 1e9;
    Duration in = Duration.ofNanos(1 + (long) apart);
    if (simulation.now().plus(in).compareTo(until) < 0) {
      simulation
          .scheduler()
          .schedule(
              in,
              () -> {
                message.accept(random);
                offer(load, until, random, message);
              });
    }
  }

  static Content status() {
    return new Content.Status("busy", "x".repeat(TEXT));
  }

  static Content announcement() {
    return new Content.Announcement("bench", "x".repeat(TEXT), List.of());
  }

  /** What a message has, but for a few bytes. */
  int size() {
    return size;
  }

  SignedMessage signed(Ed25519Key from, AgentId to, Content content, boolean critical) {
    Instant now = simulation.clock().now();
    Message message =
        new Message(
            Message.VERSION,
            "m" + messages++,
            now,
            from.agent(),
            WholeNode.CHAIN,
            new Payload.AgentCommunication(from.agent(), Optional.of(to), content),
            Optional.of(now.plus(Duration.ofMinutes(5))),
            Optional.empty(),
            critical,
            Optional.empty());
    try {
      return codec.encode(message, from);
    } catch (MalformedMessageException e) {
      throw new AssertionError(e);
    }
  }

  void await(BooleanSupplier condition, Duration deadline) {
    simulation.await(condition, deadline);
  }
}
