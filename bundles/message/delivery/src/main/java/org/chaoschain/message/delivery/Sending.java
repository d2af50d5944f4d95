// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.store.Space.Entry;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.Composer.Composed;
import org.chaoschain.message.delivery.durable.core.Ending;
import org.chaoschain.message.delivery.durable.core.Outbox;
import org.chaoschain.message.delivery.durable.core.OutboxAction;
import org.chaoschain.message.delivery.durable.core.OutboxSettings;
import org.chaoschain.message.delivery.durable.core.Posting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings direct messages to their agents: does what the {@link Outbox} says, with each message on
 * the disk until it has ended. Messages of before a restart are taken up again. Safe for use by
 * many threads; never blocks.
 */
final class Sending {
  private static final Logger LOG = LoggerFactory.getLogger(Sending.class);
  private static final Duration NO_CODEC = Duration.ofMillis(250);
  private static final int ACTIONS_A_STEP = 32;

  private final DeliveryEnvironment environment;
  private final Metrics metrics;
  private final MessageClasses classes;
  private final Disk disk;
  private final Shelf kept;
  private final DirectSender sender;
  private final Attempts attempts;
  private final Endings endings;
  private final Turns turns;
  private final List<Cancellable> gauges;

  // guarded by this
  private final Outbox outbox;
  private final Map<Long, Parcel> parcels = new HashMap<>();
  private final ArrayDeque<OutboxAction> actions = new ArrayDeque<>();
  private List<Entry> unread;
  private long lastNumber;
  private boolean stopped;
  private Optional<Cancellable> timer = Optional.empty();
  private long timerAt;

  Sending(
      DeliveryEnvironment environment,
      MessengerEnvironment network,
      DirectSettings settings,
      Delivery delivery) {
    this.environment = environment;
    this.metrics = environment.metrics();
    this.classes = delivery.classes();
    this.disk = delivery.disk();
    this.kept = disk.shelf("outbox");
    this.sender = new DirectSender(environment, settings, delivery.shares(), network.host());
    this.attempts = new Attempts(environment, network, settings, delivery, sender);
    this.endings = new Endings(environment, delivery.log());
    this.turns = new Turns(environment.scheduler(), this::step);
    DurableSettings durable = delivery.durable();
    this.outbox =
        new Outbox(
            new OutboxSettings(
                durable.retries(), durable.askFor(), settings.maxPending(), delivery.shares()),
            metrics.limit(
                "message.delivery.outbox.max.messages", durable.outboxMaxMessages(), "messages"),
            metrics.limit("message.delivery.outbox.max.bytes", durable.outboxMaxBytes(), "bytes"),
            () -> draw(network));
    this.gauges =
        List.of(
            metrics.gauge("message.delivery.outbox.messages", this::messages),
            metrics.gauge("message.delivery.outbox.uncertain", this::uncertain));
    this.unread = readAll();
    takeUp();
  }

  /** From 0 to 1. */
  private static double draw(MessengerEnvironment network) {
    return (network.entropy().bytes(1)[0] & 0xff) / 255.0;
  }

  private synchronized int messages() {
    return outbox.messages();
  }

  private synchronized int uncertain() {
    return outbox.uncertain();
  }

  private List<Entry> readAll() {
    List<Entry> all = new ArrayList<>();
    for (Bytes key : Shelf.keys(kept, 256)) {
      kept.get(key).ifPresent(value -> all.add(new Entry(key, value)));
      lastNumber = KeptMessage.number(key);
    }
    return all;
  }

  /** Goes on with what was on its way when this node stopped, as soon as a codec is there. */
  private void takeUp() {
    List<Entry> all;
    synchronized (this) {
      if (stopped || unread.isEmpty()) {
        return;
      }
      if (environment.codec().get().isEmpty()) {
        environment.scheduler().schedule(NO_CODEC, this::takeUp);
        return;
      }
      all = unread;
      unread = List.of();
    }
    LOG.info("{} direct messages of before this start are sent again", all.size());
    all.forEach(this::takeUp);
  }

  private void takeUp(Entry entry) {
    long number = KeptMessage.number(entry.key());
    try {
      KeptMessage message = KeptMessage.decode(entry.value());
      GuardedCodec codec = GuardedCodec.of(environment.codec().get().orElseThrow());
      SignedMessage signed = codec.decode(message.wire(), message.wire().size(), () -> {});
      Posting posting = posting(signed, message.target(), Optional.empty());
      Parcel parcel = Parcel.restored(signed, posting, message, environment.clock());
      endings.sentAgain(parcel);
      apply(
          () -> {
            parcels.put(number, parcel);
            return outbox.restore(
                number,
                posting,
                parcel.expiryNanos(),
                message.wire().size(),
                environment.clock().nanoTime());
          });
    } catch (MalformedMessageException | RuntimeException e) {
      LOG.warn("a direct message of before this start cannot be sent again: {}", e.getMessage());
      kept.remove(entry.key());
    }
  }

  /** Sends a message; fails at once with {@code BUSY} if there is no room for it. */
  CompletableFuture<DeliveryReceipt> send(Composed composed, AgentId to) {
    Posting posting = posting(composed.signed(), to, composed.ofType());
    Parcel parcel = Parcel.of(composed, posting, environment.clock());
    try {
      synchronized (this) {
        if (stopped) {
          throw new DeliveryException(Reason.BUSY, "delivery is being stopped");
        }
        long number = lastNumber + 1;
        actions.addAll(outbox.submit(number, posting, parcel.expiryNanos(), parcel.size()));
        lastNumber = number;
        parcels.put(number, parcel);
      }
      turns.wake();
    } catch (LimitExceededException e) {
      endings.refused(parcel, e.getMessage());
    } catch (DeliveryException e) {
      parcel.receipt().completeExceptionally(e);
    }
    return parcel.receipt();
  }

  private Posting posting(SignedMessage signed, AgentId to, Optional<Priority> ofType) {
    Message message = signed.message();
    Priority priority = classes.ofSent(signed, ofType, environment.clock().nanoTime());
    return new Posting(message.sender(), to, message.typeName(), priority);
  }

  private void apply(Supplier<List<OutboxAction>> event) {
    boolean any;
    synchronized (this) {
      if (stopped) {
        return;
      }
      actions.addAll(event.get());
      any = !actions.isEmpty();
      setTimer();
    }
    if (any) {
      turns.wake();
    }
  }

  /** Guarded by this. */
  private void setTimer() {
    OptionalLong next = outbox.next();
    if (next.isEmpty() || (timer.isPresent() && timerAt <= next.getAsLong())) {
      return;
    }
    timer.ifPresent(Cancellable::cancel);
    timerAt = next.getAsLong();
    long wait = Math.max(0, timerAt - environment.clock().nanoTime());
    timer = Optional.of(environment.scheduler().schedule(Duration.ofNanos(wait), this::tick));
  }

  private void tick() {
    apply(
        () -> {
          timer = Optional.empty();
          return outbox.tick(environment.clock().nanoTime());
        });
  }

  /** Does some of what is to be done; answers whether there may be more. */
  private boolean step() {
    for (int i = 0; i < ACTIONS_A_STEP; i++) {
      OutboxAction action;
      Parcel parcel;
      synchronized (this) {
        action = actions.poll();
        if (action == null || stopped) {
          return false;
        }
        parcel = parcels.get(number(action));
        if (action instanceof OutboxAction.Tell tell) {
          parcels.remove(tell.number());
        }
      }
      perform(action, parcel);
    }
    return true;
  }

  private static long number(OutboxAction action) {
    if (action instanceof OutboxAction.Keep keep) {
      return keep.number();
    } else if (action instanceof OutboxAction.Send send) {
      return send.number();
    } else if (action instanceof OutboxAction.Ask ask) {
      return ask.number();
    } else if (action instanceof OutboxAction.ShowUncertain shown) {
      return shown.number();
    } else if (action instanceof OutboxAction.Remove remove) {
      return remove.number();
    }
    return ((OutboxAction.Tell) action).number();
  }

  private void perform(OutboxAction action, Parcel parcel) {
    if (action instanceof OutboxAction.Keep keep) {
      keep(keep.number(), parcel);
    } else if (action instanceof OutboxAction.Send send) {
      endings.sent(parcel);
      Letter letter = Letter.of(parcel.signed(), parcel.posting(), parcel.expiry(), send.only());
      follow(send.number(), letter);
      attempts.send(letter, parcel);
    } else if (action instanceof OutboxAction.Ask ask) {
      metrics.counter("message.delivery.outbox.questions").increment();
      Letter letter = Letter.question(parcel.signed(), parcel.posting(), parcel.expiry());
      follow(ask.number(), letter);
      attempts.ask(letter, ask.whom());
    } else if (action instanceof OutboxAction.ShowUncertain shown) {
      endings.uncertain(parcel, shown.why());
    } else if (action instanceof OutboxAction.Remove remove) {
      remove(remove);
    } else if (action instanceof OutboxAction.Tell tell) {
      tell(parcel, tell.ending());
    }
  }

  private void keep(long number, Parcel parcel) {
    SignedMessage signed = parcel.signed();
    KeptMessage message =
        new KeptMessage(
            parcel.expiry().toEpochMilli(),
            signed.message().target().orElseThrow(),
            signed.message().typeName(),
            "",
            signed.wire());
    Disk.Step<?> step =
        disk.together(
            () -> {
              kept.put(KeptMessage.key(number), message.encode());
              return null;
            });
    disk.whenWritten(
        step,
        () -> apply(() -> outbox.kept(number, environment.clock().nanoTime())),
        why -> {
          kept.remove(KeptMessage.key(number));
          apply(() -> outbox.notKept(number, "it could not be kept: " + why));
        });
  }

  private void follow(long number, Letter letter) {
    letter
        .answer()
        .thenAccept(
            answer -> apply(() -> outbox.answered(number, answer, environment.clock().nanoTime())));
  }

  private void remove(OutboxAction.Remove remove) {
    kept.remove(KeptMessage.key(remove.number()));
    if (remove.first()) {
      disk.whenWritten(
          () -> apply(() -> outbox.removed(remove.number())),
          why -> apply(() -> outbox.notRemoved(remove.number(), why)));
    }
  }

  private void tell(Parcel parcel, Ending ending) {
    if (ending instanceof Ending.Delivered delivered) {
      endings.delivered(parcel, delivered.status());
    } else if (ending instanceof Ending.Failed failed) {
      endings.failed(parcel, failed);
    } else if (ending instanceof Ending.Unknown unknown) {
      endings.unknown(parcel, unknown);
    }
  }

  /** Closes the streams. What has not ended is sent by the next start, if it is on a disk. */
  void stop() {
    List<Parcel> left;
    synchronized (this) {
      stopped = true;
      timer.ifPresent(Cancellable::cancel);
      left = List.copyOf(parcels.values());
      parcels.clear();
      actions.clear();
    }
    gauges.forEach(Cancellable::cancel);
    sender.stop();
    left.forEach(parcel -> endings.stopped(parcel, disk.durable()));
  }
}
