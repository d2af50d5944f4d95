// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.function.BiConsumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.Judgement;
import org.chaoschain.message.delivery.core.Judgement.Known;
import org.chaoschain.message.delivery.core.Judgement.Repeated;
import org.chaoschain.message.delivery.core.Judgement.Stopped;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Passage;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.Stage;
import org.chaoschain.message.delivery.core.WayIn;

/**
 * Takes messages along the {@link WayIn}: at once up to {@link Stage#FRESHNESS}, then, in a lane of
 * the sender, to {@link Stage#STANDING}, and on to {@link Admission}. What a plugin's codec is to
 * read is read in a lane of whoever has brought it. Safe for use by many threads; never blocks.
 */
public final class Inbox {
  /** The class of what a plugin's codec has not read yet, so that nothing is known of it. */
  private static final Priority UNREAD = Priority.MEDIUM;

  private final DeliveryEnvironment environment;
  private final WayIn way;
  private final Refusals refusals;
  private final VerifyLanes lanes;
  private final MessageClasses classes;
  private final PeerReading reading;
  private final Admission admission;
  private final Keeper keeper;
  private final Counter received;
  private final Counter sameBytes;
  private final Counter sameSaid;

  Inbox(
      DeliveryEnvironment environment,
      InboxSettings settings,
      FlowSettings flow,
      MessageClasses classes,
      PeerReading reading,
      WayIn way,
      Refusals refusals,
      Admission admission,
      Keeper keeper) {
    this.environment = environment;
    this.way = way;
    this.refusals = refusals;
    this.admission = admission;
    this.keeper = keeper;
    Metrics metrics = environment.metrics();
    String prefix = "message.delivery.";
    this.classes = classes;
    this.reading = reading;
    this.lanes =
        new VerifyLanes(
            environment,
            flow,
            settings.lanes(),
            metrics.limit(prefix + "max.wire.bytes", settings.maxWireBytes(), "bytes"),
            reading);
    this.received = metrics.counter(prefix + "received");
    this.sameBytes = metrics.counter(prefix + "duplicates", "check", "wire");
    this.sameSaid = metrics.counter(prefix + "duplicates", "check", "signed");
  }

  /** What keeps the direct messages. */
  Keeper keeper() {
    return keeper;
  }

  /** Which peers are not to be read now. */
  PeerReading reading() {
    return reading;
  }

  /** Where messages wait to be verified. */
  VerifyLanes lanes() {
    return lanes;
  }

  /** A message has come. */
  public Arrival receive(Bytes wire, Origin origin) {
    Arrival arrival = new Arrival();
    receive(new Passage(wire, origin, arrival.handled()), arrival);
    return arrival;
  }

  /**
   * A message of an agent of this node comes to another one. What the node's own codec has made is
   * neither read nor verified again.
   *
   * @param signed made and signed by this node since its start
   */
  Arrival receiveSignedHere(SignedMessage signed) {
    if (codecOfPlugin()) {
      return receive(signed.wire(), new Origin.Own());
    }
    Arrival arrival = new Arrival();
    receive(Passage.signedHere(signed, arrival.handled()), arrival);
    return arrival;
  }

  private void receive(Passage passage, Arrival arrival) {
    received.increment();
    passage.at(environment.clock().nanoTime());
    if (!walk(passage, arrival, Stage.SIZE, Stage.PEER_RATE)) {
      return;
    }
    if (!passage.isSignedHere() && codecOfPlugin()) {
      // in the lane of whoever has brought it: a plugin's codec that hangs holds up nobody else
      hand(passage.origin().text(), UNREAD, "unread", passage, arrival, this::read);
    } else {
      read(passage, arrival);
    }
  }

  private boolean codecOfPlugin() {
    return environment
        .codec()
        .get()
        .map(GuardedCodec::of)
        .filter(GuardedCodec::ofPlugin)
        .isPresent();
  }

  private void read(Passage passage, Arrival arrival) {
    passage.at(environment.clock().nanoTime(), environment.clock().now());
    if (walk(passage, arrival, Stage.STRUCTURE, Stage.FRESHNESS)) {
      SignedMessage read = passage.message();
      hand(
          read.message().sender(),
          classes.ofClaimed(read, passage.origin().peer(), passage.nanos()),
          admission.label(read.message()),
          passage,
          arrival,
          this::prove);
    }
  }

  private void prove(Passage passage, Arrival arrival) {
    passage.at(environment.clock().nanoTime());
    if (walk(passage, arrival, Stage.SIGNATURE, Stage.STANDING)) {
      admission.admit(passage, arrival);
    }
  }

  /** Goes on in a lane, when it is its turn. */
  private void hand(
      Object sender,
      Priority priority,
      String type,
      Passage passage,
      Arrival arrival,
      BiConsumer<Passage, Arrival> next) {
    lanes.execute(
        new VerifyLanes.Job(
            passage.origin().peer(),
            sender,
            priority,
            type,
            passage.wire().size(),
            abandon -> {
              passage.givenUp(() -> giveUp(passage, arrival, abandon));
              next.accept(passage, arrival);
            },
            lost -> refuse(passage, arrival, lost)));
  }

  private void giveUp(Passage passage, Arrival arrival, Runnable abandon) {
    abandon.run();
    String reason = "the codec has not returned; the node waits for it no more";
    refuse(passage, arrival, new Refused(Refusal.INTERNAL, reason, false));
  }

  /** Answers whether the message goes on. */
  private boolean walk(Passage passage, Arrival arrival, Stage first, Stage last) {
    Judgement judgement = way.walk(passage, first, last);
    if (judgement instanceof Stopped stopped) {
      refuse(passage, arrival, stopped.refused());
    } else if (judgement instanceof Repeated repeated) {
      repeat(passage, arrival, repeated);
    } else if (judgement instanceof Known known) {
      known.outcome().thenAccept(arrival::settle);
    }
    return judgement == Judgement.ON;
  }

  private void refuse(Passage passage, Arrival arrival, Refused refused) {
    refusals.count(passage.origin(), refused);
    arrival.settle(refused);
  }

  /** Who sends a direct message again is told no more than what became of the first. */
  private void repeat(Passage passage, Arrival arrival, Repeated repeated) {
    (repeated.known() == Stage.SEEN ? sameBytes : sameSaid).increment();
    if (!(passage.origin() instanceof Origin.Direct)) {
      arrival.admitted().complete(Taken.DUPLICATE);
    }
    repeated.first().thenAccept(outcome -> arrival.settle(again(outcome)));
  }

  private static Outcome again(Outcome first) {
    return first instanceof Refused ? first : Taken.DUPLICATE;
  }
}
