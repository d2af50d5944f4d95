// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.message.delivery.Disk.Step;
import org.chaoschain.message.delivery.core.LocalAgents.Handover;
import org.chaoschain.message.delivery.core.Outcome;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.delivery.core.Refusal;
import org.chaoschain.message.delivery.core.WaitingMessage;
import org.chaoschain.message.delivery.durable.core.DurableInbox;
import org.chaoschain.message.delivery.durable.core.DurableInbox.Told;
import org.chaoschain.message.delivery.durable.core.InboxKey;
import org.chaoschain.message.delivery.durable.core.InboxTable.Fate;

/**
 * Keeps direct messages on the disk from the moment they are taken until their agents have handled
 * them, and remembers what became of them. Nothing is answered from here before it is on the disk.
 * Safe for use by many threads; never blocks.
 */
final class Keeper {
  private static final Duration SWEEP = Duration.ofSeconds(1);
  private static final int SWEPT_AT_ONCE = 1_000;
  private static final int SWEEPS = 20;

  private final DeliveryEnvironment environment;
  private final Metrics metrics;
  private final Disk disk;
  private final Shelf pending;
  private final Backlog backlog;
  private final Limit maxMessages;
  private final Limit maxBytes;
  private final Cancellable sweeper;

  // guarded by this
  private final DurableInbox inbox;
  private long lastNumber;
  private long messages;
  private long bytes;

  Keeper(
      DeliveryEnvironment environment, InboxSettings settings, DurableSettings durable, Disk disk) {
    this.environment = environment;
    this.metrics = environment.metrics();
    this.disk = disk;
    this.maxMessages =
        metrics.limit(
            "message.delivery.inbox.max.messages", durable.inboxMaxMessages(), "messages");
    this.maxBytes =
        metrics.limit("message.delivery.inbox.max.bytes", durable.inboxMaxBytes(), "bytes");
    this.pending = disk.shelf("inbox");
    this.inbox =
        new DurableInbox(
            new DurableInbox.Settings(
                settings.freshness().clockSkew(),
                durable.inboxKeep(),
                settings.freshness().maxLifetime()),
            new StoredTable(disk),
            metrics.limit("message.delivery.inbox.max.known", durable.inboxMaxKnown(), "messages"),
            metrics.limit(
                "message.delivery.inbox.max.cancelled", durable.inboxMaxCancelled(), "messages"));
    this.backlog = new Backlog(environment, settings, durable, pending, this::gone);
    backlog.load(
        (number, size) -> {
          lastNumber = number;
          messages++;
          bytes += size;
        });
    this.sweeper = environment.scheduler().scheduleWithFixedDelay(SWEEP, SWEEP, this::sweep);
  }

  /** What waits on the disk for its agent or its type. */
  Backlog backlog() {
    return backlog;
  }

  /** Whether what it keeps survives this node's end. */
  boolean durable() {
    return disk.durable();
  }

  /** Direct messages that no agent has handled yet. */
  synchronized long messages() {
    return messages;
  }

  /**
   * What is known of a direct message that comes; it is taken no more then.
   *
   * @return empty if it is new, or a broadcast; else completes once that is on the disk
   */
  Optional<CompletableFuture<Outcome>> known(SignedMessage message, Instant expiry) {
    if (message.message().target().isEmpty()) {
      return Optional.empty();
    }
    Step<Optional<Fate>> step;
    synchronized (this) {
      step = disk.together(() -> inbox.known(InboxKey.of(expiry, message.digest())));
    }
    return step.result()
        .map(
            known -> {
              metrics.counter("message.delivery.duplicates", "check", "inbox").increment();
              CompletableFuture<Outcome> told = new CompletableFuture<>();
              disk.whenWritten(
                  step, () -> told.complete(outcome(known)), why -> told.complete(unwritten(why)));
              return told;
            });
  }

  private static Outcome outcome(Fate known) {
    return switch (known) {
      case DELIVERED -> Taken.DUPLICATE;
      case FAILED ->
          new Refused(Refusal.TYPE_FAILED, "it was taken, and its handler has failed", false);
      case CANCELLED ->
          new Refused(Refusal.CANCELLED, "its sender has cancelled it before it came", false);
    };
  }

  private static Refused unwritten(String why) {
    return new Refused(Refusal.OVERLOADED, "it could not be kept: " + why, false);
  }

  /**
   * Keeps a message that is good and has its place in a queue; one that is for all is not kept.
   *
   * @param taken run once it is on the disk
   * @param not run instead, with what becomes of it
   */
  void keep(WaitingMessage waiting, Runnable taken, Consumer<Outcome> not) {
    SignedMessage message = waiting.message();
    if (message.message().target().isEmpty()) {
      taken.run();
      return;
    }
    InboxKey key = InboxKey.of(waiting.expiry(), message.digest());
    Step<Optional<Fate>> step;
    try {
      step = take(waiting, key);
    } catch (LimitExceededException e) {
      not.accept(new Refused(Refusal.BUSY, e.getMessage(), false));
      return;
    }
    if (step.result().isPresent()) {
      Outcome known = outcome(step.result().get());
      disk.whenWritten(step, () -> not.accept(known), why -> not.accept(unwritten(why)));
      return;
    }
    disk.whenWritten(
        step,
        taken,
        why -> {
          gone(waiting.kept(), message.wire().size());
          synchronized (this) {
            inbox.ended(key);
          }
          not.accept(unwritten(why));
        });
  }

  /** That it is known and that it waits are on the disk together: else it could be lost. */
  private synchronized Step<Optional<Fate>> take(WaitingMessage waiting, InboxKey key)
      throws LimitExceededException {
    return disk.together(() -> takeTogether(waiting, key));
  }

  private Optional<Fate> takeTogether(WaitingMessage waiting, InboxKey key)
      throws LimitExceededException {
    SignedMessage message = waiting.message();
    int size = message.wire().size();
    maxMessages.check("direct messages that wait for agents", messages + 1);
    maxBytes.check("direct messages that wait for agents", bytes + size);
    Optional<Fate> known = inbox.take(key, environment.clock().now());
    if (known.isEmpty()) {
      messages++;
      bytes += size;
      waiting.keptAs(++lastNumber);
      KeptMessage kept =
          new KeptMessage(
              key.expiry(),
              message.message().target().get(),
              message.message().typeName(),
              KeptMessage.peer(waiting.origin()),
              message.wire());
      pending.put(KeptMessage.key(lastNumber), kept.encode());
    }
    return known;
  }

  /** The sender is about to be told that a message was delivered. */
  synchronized void promised(Bytes digest) {
    inbox.promised(digest);
  }

  /**
   * A message in hand will not come to its agent: its handler has failed, or a rule refuses it now.
   *
   * @param then run once the sender may be told
   */
  void failed(WaitingMessage waiting, Runnable then) {
    if (waiting.kept() == 0) {
      then.run();
      return;
    }
    Step<Boolean> failed;
    synchronized (this) { // on the disk together: else it could be handled after it was told
      failed =
          disk.together(
              () -> {
                gone(waiting.kept(), waiting.message().wire().size());
                return inbox.failed(InboxKey.of(waiting.expiry(), waiting.message().digest()));
              });
    }
    if (failed.result()) {
      disk.whenWritten(
          failed, then, why -> {}); // else the sender asks again, and is told as it is then
    } else {
      then.run();
    }
  }

  /** Nobody will handle a message any more; it has been delivered all the same. */
  void ended(WaitingMessage waiting) {
    if (waiting.kept() > 0) {
      synchronized (this) {
        inbox.ended(InboxKey.of(waiting.expiry(), waiting.message().digest()));
      }
      gone(waiting.kept(), waiting.message().wire().size());
    }
  }

  /** The type has handled a message, and it goes into the mailbox of its agent. */
  Handover handover(WaitingMessage waiting) {
    return new Handover() {
      @Override
      public void done() {
        ended(waiting);
      }

      @Override
      public void unseen() {
        backlog.add(waiting);
      }
    };
  }

  /** A message waits no more; that need not be on the disk at once. */
  private void gone(long number, int size) {
    pending.remove(KeptMessage.key(number));
    synchronized (this) {
      messages--;
      bytes -= size;
    }
  }

  /**
   * A sender asks what became of a message, and wants it no more if it was not delivered.
   *
   * @param answer is given what is true from now on, or why nothing can be said
   */
  void cancel(InboxKey key, Consumer<Told> answer, Consumer<Refused> not) {
    Step<Told> step;
    try {
      synchronized (this) {
        step = disk.together(() -> inbox.cancel(key, environment.clock().now()));
      }
    } catch (LimitExceededException e) {
      not.accept(new Refused(Refusal.BUSY, e.getMessage(), false));
      return;
    }
    Told told = step.result();
    metrics.counter("message.delivery.cancels", "told", told.name()).increment();
    disk.whenWritten(step, () -> answer.accept(told), why -> not.accept(unwritten(why)));
  }

  private void sweep() {
    Instant now = environment.clock().now();
    for (int i = 0; i < SWEEPS; i++) {
      synchronized (this) {
        if (disk.together(() -> inbox.sweep(now, SWEPT_AT_ONCE)).result() < SWEPT_AT_ONCE) {
          return;
        }
      }
    }
  }

  void stop() {
    sweeper.cancel();
    backlog.stop();
  }
}
