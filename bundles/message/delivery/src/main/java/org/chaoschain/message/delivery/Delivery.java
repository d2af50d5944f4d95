// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.isolation.SwapEffects.Change;
import org.chaoschain.api.isolation.SwapEffects.Effect;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.store.KeyValueStore;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.core.Generation;
import org.chaoschain.message.delivery.core.Lane;
import org.chaoschain.message.delivery.core.LossRecords;
import org.chaoschain.message.delivery.core.MessageQueues;
import org.chaoschain.message.delivery.core.QueueLimits;
import org.chaoschain.message.delivery.core.Rates;
import org.chaoschain.message.delivery.core.Registration;
import org.chaoschain.message.delivery.core.SeenMessages;
import org.chaoschain.message.delivery.core.TypeState;
import org.chaoschain.message.delivery.core.Waker;
import org.chaoschain.message.delivery.core.WayIn;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.SenderStanding;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of a node that takes messages in: its {@link Inbox}, the queues of the message types,
 * and the record of what happened. Types come and go while messages flow. Safe for use by many
 * threads.
 */
public final class Delivery {
  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

  private final MessageLog log;
  private final MessageQueues queues;
  private final Rates rates;
  private final Admission admission;
  private final Handling handling;
  private final TypeCalls calls;
  private final MessageClasses classes;
  private final FlowShares shares;
  private final Inbox inbox;
  private final PeerReading reading;
  private final DeliveryEnvironment environment;
  private final DurableSettings durable;
  private final Disk disk;
  private final Keeper keeper;
  private final List<Cancellable> gauges;

  /** Delivery without types, with the defaults of what waits to be judged. */
  public Delivery(DeliveryEnvironment environment, InboxSettings settings) {
    this(environment, settings, JudgingSettings.DEFAULT);
  }

  /** Delivery without types; direct messages are kept in memory. */
  public Delivery(
      DeliveryEnvironment environment, InboxSettings settings, JudgingSettings judging) {
    this(
        environment,
        settings,
        judging,
        Safeguards.DEFAULT,
        DurableSettings.DEFAULT,
        Optional.empty());
  }

  /**
   * Delivery without types, to which senders are as nobody follows the chain.
   *
   * @param store where direct messages are kept; in memory if it is empty
   * @throws IllegalStateException if the store cannot be read
   */
  public Delivery(
      DeliveryEnvironment environment,
      InboxSettings settings,
      JudgingSettings judging,
      Safeguards safeguards,
      DurableSettings durable,
      Optional<KeyValueStore> store) {
    this(
        environment,
        settings,
        judging,
        safeguards,
        FlowSettings.DEFAULT,
        SenderStanding.NONE,
        durable,
        store);
  }

  /**
   * Delivery without types.
   *
   * @param standing what senders are on the chain
   * @param store where direct messages are kept; in memory if it is empty
   * @throws IllegalStateException if the store cannot be read
   */
  public Delivery(
      DeliveryEnvironment environment,
      InboxSettings settings,
      JudgingSettings judging,
      Safeguards safeguards,
      FlowSettings flow,
      SenderStanding standing,
      DurableSettings durable,
      Optional<KeyValueStore> store) {
    this.environment = environment;
    this.durable = durable;
    Metrics metrics = environment.metrics();
    this.disk =
        store
            .<Disk>map(kept -> new StoreDisk(kept, environment, durable.interval()))
            .orElseGet(MemoryDisk::new);
    this.keeper = new Keeper(environment, settings, durable, disk);
    this.log = new MessageLog(environment, settings);
    this.calls = new TypeCalls(environment.clock(), metrics, environment.events());
    this.handling = new Handling(environment, calls, safeguards.replay(), log, keeper);
    this.queues = new MessageQueues(limits(metrics, settings, flow), this::turns);
    this.rates = new Rates(safeguards.rates(), metrics);
    LossRecords losses =
        new LossRecords(
            safeguards.lossRecords(),
            safeguards.rates().maxAgents(),
            metrics.counter("message.delivery.losses.unrecorded"));
    SeenMessages seen = seen(settings, safeguards);
    SeenMessages said = seen(settings, safeguards);
    safeguards.replay().kept(digest -> said.remember(digest, environment.clock().nanoTime()));
    WayIn way =
        Ways.of(
            environment,
            settings,
            safeguards,
            rates,
            new NodeRules(queues, calls),
            queues,
            seen,
            said,
            keeper);
    this.classes = new MessageClasses(flow, standing);
    this.shares = flow.shares();
    Refusals refusals = new Refusals(metrics);
    this.reading = new PeerReading(environment);
    this.admission =
        new Admission(
            environment,
            queues,
            calls,
            classes,
            way,
            refusals,
            log,
            settings,
            judging,
            keeper,
            losses);
    this.inbox =
        new Inbox(environment, settings, flow, classes, reading, way, refusals, admission, keeper);
    this.gauges =
        List.of(
            metrics.gauge("message.delivery.waiting.messages", queues::waitingMessages),
            metrics.gauge("message.delivery.verify.messages", () -> inbox.lanes().messages()),
            metrics.gauge("message.delivery.verify.bytes", () -> inbox.lanes().charged()),
            metrics.gauge("message.delivery.verify.peak.bytes", () -> inbox.lanes().peak()),
            metrics.gauge("message.delivery.paused.peers", reading::pausedPeers),
            metrics.gauge(
                "message.delivery.judge.messages", () -> admission.lanes().waitingMessages()),
            metrics.gauge("message.delivery.seen.digests", seen::size, "check", "wire"),
            metrics.gauge("message.delivery.seen.digests", said::size, "check", "signed"),
            metrics.gauge("message.delivery.parked.messages", queues::parkedMessages),
            metrics.gauge("message.delivery.parked.bytes", queues::parkedBytes),
            metrics.gauge("message.delivery.inbox.messages", keeper::messages));
    admission.start();
  }

  private SeenMessages seen(InboxSettings settings, Safeguards safeguards) {
    return new SeenMessages(
        environment.metrics().limit("message.delivery.seen.max", settings.seenMax(), "digests"),
        settings.seenTimeToLive(),
        safeguards.digestKey());
  }

  private static QueueLimits limits(Metrics metrics, InboxSettings settings, FlowSettings flow) {
    String key = "message.delivery.";
    return new QueueLimits(
        metrics.limit(key + "queue.max.messages", settings.queueMaxMessages(), "messages"),
        metrics.limit(key + "queue.max.bytes", settings.queueMaxBytes(), "bytes"),
        metrics.limit(key + "parked.max.messages", settings.parkedMaxMessages(), "messages"),
        metrics.limit(key + "parked.max.bytes", settings.parkedMaxBytes(), "bytes"),
        settings.parkedTimeToLive(),
        settings.lanes(),
        flow.shares());
  }

  private Waker turns(Lane lane) {
    return new Turns(environment.scheduler(), () -> step(lane));
  }

  private boolean step(Lane lane) {
    return handling.step(
        queues, lane, admission::showParked, given -> given.wakeWith(turns(given)));
  }

  /** Where messages come in. */
  public Inbox inbox() {
    return inbox;
  }

  /** Which peers are not to be read now. */
  public PeerReading reading() {
    return reading;
  }

  /** What happened to messages. */
  public MessageLog log() {
    return log;
  }

  Disk disk() {
    return disk;
  }

  DurableSettings durable() {
    return durable;
  }

  Rates rates() {
    return rates;
  }

  MessageQueues queues() {
    return queues;
  }

  TypeCalls calls() {
    return calls;
  }

  MessageClasses classes() {
    return classes;
  }

  FlowShares shares() {
    return shares;
  }

  /**
   * A message type has come. Messages that were parked for it are handled.
   *
   * @param registration of two types of one name the greater is fed
   * @return its generation
   * @throws IllegalArgumentException if what the type says of itself is out of bounds
   * @throws org.chaoschain.api.isolation.CapabilityException if its plugin does not declare the
   *     type, or its topic
   */
  public Generation addType(MessageType type, Registration registration) {
    Generation generation = queues.add(type, registration, environment.clock().nanoTime());
    admission.lanes().typeChanged(generation.name());
    LOG.info("message type {} is there, on topic {}", generation, generation.topic());
    return generation;
  }

  /** A message type of the node itself has come. */
  public Generation addType(MessageType type, int ranking, long registration) {
    return addType(type, Registration.ofNode(ranking, registration));
  }

  /**
   * A message type has gone; what waits for it is kept for the next generation.
   *
   * @return completes once nobody works in it any more
   */
  public CompletionStage<Void> removeType(long registration) {
    return queues
        .remove(registration, environment.clock().nanoTime())
        .map(this::removed)
        .orElseGet(() -> CompletableFuture.completedStage(null));
  }

  private CompletionStage<Void> removed(MessageQueues.Removed removed) {
    admission.showParked(removed.newlyParked());
    admission.lanes().typeChanged(removed.generation().name());
    LOG.info(
        "message type {} has gone with {} messages in it; {} wait for the next generation",
        removed.generation(),
        removed.generation().inFlight(),
        removed.newlyParked().size());
    return removed.generation().drained();
  }

  /** What a change of a plugin would do to the message types. */
  public List<Effect> effects(String plugin, Change change) {
    return queues.effects(plugin, change);
  }

  /** How each type stands that is there or waited for. */
  public List<TypeState> types() {
    return queues.states();
  }

  /** The topics of the types that are there. */
  public Set<String> topics() {
    return queues.topics();
  }

  /** Stops what runs by itself. Messages that wait are given up, but for those on the disk. */
  public void stop() {
    admission.stop();
    keeper.stop();
    disk.close();
    gauges.forEach(Cancellable::cancel);
  }
}
