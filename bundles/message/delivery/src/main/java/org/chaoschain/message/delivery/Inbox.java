// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.MessageCodec;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.delivery.core.Freshness;
import org.chaoschain.message.delivery.core.Origin;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Placement;
import org.chaoschain.message.delivery.core.Rates;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.SeenMessages;
import org.chaoschain.message.delivery.core.TypeRules;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of a message into this node, cheap checks before dear ones: size, structure and version,
 * chain and place, seen before?, freshness; then, in a lane of its sender, signature, said before?,
 * and what {@link Admission} does; the rules of a plugin's type are asked in lanes of that type
 * ({@link TypeLanes}), never in those of the senders. Safe for use by many threads; never blocks.
 */
public final class Inbox {
  private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

  /** The class of what a plugin's codec has not read yet, so that nothing is known of it. */
  private static final Priority UNREAD = Priority.MEDIUM;

  private final DeliveryEnvironment environment;
  private final Metrics metrics;
  private final Limit maxWireBytes;
  private final Rates rates;
  private final Placement placement;
  private final Freshness freshness;
  private final SeenMessages seenWire;
  private final SeenMessages seenSigned;
  private final VerifyLanes lanes;
  private final MessageClasses classes;
  private final PeerReading reading;
  private final Admission admission;
  private final Keeper keeper;

  Inbox(
      DeliveryEnvironment environment,
      InboxSettings settings,
      Safeguards safeguards,
      FlowSettings flow,
      Rates rates,
      MessageClasses classes,
      PeerReading reading,
      Admission admission,
      Keeper keeper) {
    this.environment = environment;
    this.metrics = environment.metrics();
    this.maxWireBytes =
        metrics.limit("message.delivery.max.wire.bytes", settings.maxWireBytes(), "bytes");
    this.rates = rates;
    this.placement = new Placement(environment.chainId());
    this.freshness = settings.freshness();
    Limit seen = metrics.limit("message.delivery.seen.max", settings.seenMax(), "digests");
    this.seenWire = new SeenMessages(seen, settings.seenTimeToLive(), safeguards.digestKey());
    this.seenSigned = new SeenMessages(seen, settings.seenTimeToLive(), safeguards.digestKey());
    this.classes = classes;
    this.reading = reading;
    this.lanes = new VerifyLanes(environment, flow, settings.lanes(), maxWireBytes, reading);
    this.admission = admission;
    this.keeper = keeper;
  }

  /** What keeps the direct messages. */
  Keeper keeper() {
    return keeper;
  }

  /** A message has come. */
  public Arrival receive(Bytes wire, Origin origin) {
    metrics.counter("message.delivery.received").increment();
    Optional<Refused> stopped = atTheDoor(wire, origin);
    if (stopped.isPresent()) {
      return refuse(origin, stopped.get());
    }
    Optional<GuardedCodec> codec = environment.codec().get().map(GuardedCodec::of);
    if (codec.isEmpty()) {
      return refuse(origin, absent());
    }
    if (!codec.get().ofPlugin()) {
      return receive(codec.get(), wire, origin, () -> {});
    }
    // in the lane of whoever has brought it: a plugin's codec that hangs holds up nobody else
    Arrival arrival = new Arrival();
    lanes.execute(
        new VerifyLanes.Job(
            origin.peer(),
            origin.text(),
            UNREAD,
            "unread",
            wire.size(),
            abandon ->
                receive(codec.get(), wire, origin, () -> giveUp(origin, arrival, abandon))
                    .tell(arrival),
            lost -> {
              count(origin, lost);
              arrival.settle(lost);
            }));
    return arrival;
  }

  private Optional<Refused> atTheDoor(Bytes wire, Origin origin) {
    if (!maxWireBytes.allows(wire.size())) {
      LimitExceededException large =
          maxWireBytes.refuse("message from " + origin.text(), wire.size());
      return Optional.of(new Refused(Refusal.TOO_LARGE, large.getMessage(), true));
    }
    Optional<String> peer = origin.broughtBy();
    return peer.isEmpty()
        ? Optional.empty()
        : rates.fromPeer(peer.get(), wire.size(), environment.clock().nanoTime());
  }

  /** Which peers are not to be read now. */
  PeerReading reading() {
    return reading;
  }

  /** Where messages wait to be verified. */
  VerifyLanes lanes() {
    return lanes;
  }

  private void giveUp(Origin origin, Arrival arrival, Runnable abandon) {
    abandon.run();
    Refused lost =
        new Refused(
            Refusal.INTERNAL, "the codec has not returned; the node waits for it no more", false);
    count(origin, lost);
    arrival.settle(lost);
  }

  private static Refused absent() {
    return new Refused(Refusal.OVERLOADED, "no codec is there at the moment", false);
  }

  private Arrival receive(GuardedCodec codec, Bytes wire, Origin origin, Runnable givenUp) {
    SignedMessage message;
    try {
      message = codec.decode(wire, (int) maxWireBytes.value(), givenUp);
    } catch (MalformedMessageException e) {
      Refusal refusal = e.reason().equals("version") ? Refusal.VERSION : Refusal.MALFORMED;
      return refuse(origin, new Refused(refusal, e.getMessage(), true));
    } catch (CodecException e) {
      return refuse(origin, new Refused(e.refusal(), e.getMessage(), false));
    }
    Optional<Refused> misplaced =
        placement
            .judge(message.message(), origin)
            .or(() -> TypeRules.judgeExtension(message.message()));
    if (misplaced.isPresent()) {
      return refuse(origin, misplaced.get());
    }
    return receive(message, origin);
  }

  private Arrival receive(SignedMessage message, Origin origin) {
    Optional<Arrival> known = keeper.known(message, freshness.expiryOf(message.message()));
    if (known.isPresent()) {
      return known.get();
    }
    Arrival arrival = new Arrival();
    Optional<CompletableFuture<Outcome>> first =
        seenWire.claim(message.digest(), arrival.handled(), environment.clock().nanoTime());
    if (first.isPresent()) {
      return duplicate("wire", first.get());
    }
    Optional<Refused> stale = freshness.judge(message.message(), environment.clock().now());
    if (stale.isPresent()) {
      count(origin, stale.get());
      arrival.settle(stale.get());
      return arrival;
    }
    lanes.execute(
        new VerifyLanes.Job(
            origin.peer(),
            message.message().sender(),
            classes.ofClaimed(message, origin.peer(), environment.clock().nanoTime()),
            admission.label(message.message()),
            message.wire().size(),
            abandon -> verify(message, origin, arrival, () -> giveUp(origin, arrival, abandon)),
            lost -> {
              count(origin, lost);
              arrival.settle(lost);
            }));
    return arrival;
  }

  private void verify(SignedMessage message, Origin origin, Arrival arrival, Runnable givenUp) {
    try {
      Optional<MessageCodec> codec = environment.codec().get();
      if (codec.isEmpty()) {
        arrival.settle(absent());
        return;
      }
      GuardedCodec.of(codec.get()).verify(message, givenUp);
    } catch (MalformedMessageException e) {
      Refused bad = new Refused(Refusal.SIGNATURE, e.getMessage(), true);
      count(origin, bad);
      arrival.settle(bad);
      return;
    } catch (CodecException e) {
      Refused unjudged = new Refused(e.refusal(), e.getMessage(), false);
      count(origin, unjudged);
      arrival.settle(unjudged);
      return;
    }
    Optional<CompletableFuture<Outcome>> first =
        seenSigned.claim(message.signedDigest(), arrival.handled(), environment.clock().nanoTime());
    if (first.isPresent()) {
      metrics.counter("message.delivery.duplicates", "check", "signed").increment();
      arrival.admitted().complete(Taken.DUPLICATE);
      first.get().thenAccept(outcome -> arrival.handled().complete(again(outcome)));
      return;
    }
    admission.admit(message, origin, freshness.expiryOf(message.message()), arrival);
    arrival
        .admitted()
        .thenAccept(
            outcome -> {
              if (outcome instanceof Refused refused) {
                count(origin, refused);
              }
            });
  }

  private Arrival duplicate(String check, CompletableFuture<Outcome> first) {
    metrics.counter("message.delivery.duplicates", "check", check).increment();
    Arrival arrival = new Arrival();
    arrival.admitted().complete(Taken.DUPLICATE);
    first.thenAccept(outcome -> arrival.handled().complete(again(outcome)));
    return arrival;
  }

  private static Outcome again(Outcome first) {
    return first instanceof Refused ? first : Taken.DUPLICATE;
  }

  private Arrival refuse(Origin origin, Refused refused) {
    count(origin, refused);
    return Arrival.of(refused);
  }

  private void count(Origin origin, Refused refused) {
    metrics
        .counter(
            "message.delivery.refused", "reason", refused.refusal().name().toLowerCase(Locale.ROOT))
        .increment();
    LOG.debug("refused a message from {}: {}", origin.text(), refused.reason());
  }
}
