// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.durable.core;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.DeliveryException.Reason;
import org.chaoschain.api.message.DeliveryReceipt.Status;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.durable.core.InboxTable.Fate;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.testkit.sim.RecordedMetrics;

/**
 * An outbox and an inbox with a bad network and bad luck between them, in simulated time. A crash
 * leaves what was written to the disk and nothing else.
 */
final class TwoNodes {
  private static final List<Priority> CLASSES =
      List.of(Priority.HIGH, Priority.MEDIUM, Priority.LOW);
  static final Duration LIFE = Duration.ofSeconds(20);
  private static final long SECOND = 1_000_000_000L;
  private static final long TIMEOUT = 5 * SECOND;
  private static final PeerId PEER =
      PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(new byte[32])));
  private static final AgentId[] AGENTS = {agent(1), agent(2)};

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Random random;
  private final PriorityQueue<Event> events = new PriorityQueue<>();
  private long now;
  private long lastEvent;
  private boolean healed;
  private final long darkFrom;

  // the sender; a life ends with a crash
  private int senderLife;
  private boolean senderDown;
  private Outbox outbox;
  private final TreeMap<Long, Sent> senderDisk = new TreeMap<>();
  private final List<Runnable> senderUnwritten = new ArrayList<>();
  private final Map<Long, Integer> attempts = new HashMap<>();

  // the receiver
  private int receiverLife;
  private final MemoryTable table = new MemoryTable();
  private DurableInbox inbox;
  private final Map<Long, InboxKey> pendingSeen = new LinkedHashMap<>();
  private final Map<Long, InboxKey> pendingWritten = new LinkedHashMap<>();
  private final List<Runnable> receiverUnwritten = new ArrayList<>();

  final Map<Long, Sent> kept = new TreeMap<>();
  final Map<Long, Integer> handled = new HashMap<>();
  final Map<Long, Set<String>> told = new HashMap<>();
  final Set<Long> handlerFailed = new HashSet<>();
  final Set<Long> shownUncertain = new HashSet<>();
  final Map<AgentId, List<Long>> handledInOrder = new HashMap<>();
  int receiverCrashes;

  /** A message. */
  record Sent(long number, AgentId target, long expiry) {
    /** All classes, types and senders are there. */
    Posting posting() {
      Priority priority = CLASSES.get((int) (number % 3));
      String type = number % 2 == 0 ? "agent" : "extension/art";
      return new Posting(AGENTS[(int) (number % 5 % 2)], target, type, priority);
    }

    InboxKey key() {
      byte[] digest = ByteBuffer.allocate(32).putLong(number).array();
      return new InboxKey(expiry / 1_000_000, Bytes.wrap(digest));
    }
  }

  private record Event(long at, long order, Runnable run) implements Comparable<Event> {
    @Override
    public int compareTo(Event other) {
      int byTime = Long.compare(at, other.at);
      return byTime != 0 ? byTime : Long.compare(order, other.order);
    }
  }

  TwoNodes(long seed) {
    random = new Random(seed);
    darkFrom = upTo(60);
    startSender();
    startReceiver();
  }

  private static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  private void after(long nanos, Runnable run) {
    events.add(new Event(now + nanos, lastEvent++, run));
  }

  private boolean chance(double share) {
    return !healed && random.nextDouble() < share;
  }

  /** A tenth of the frames is lost, and for half a minute nearly all. */
  private double loss() {
    return now > darkFrom && now < darkFrom + 30 * SECOND ? 0.95 : 0.1;
  }

  private long upTo(double seconds) {
    return (long) (random.nextDouble() * seconds * SECOND);
  }

  /** Sends so many messages within half a minute, with crashes meanwhile; then all is well. */
  void run(int messages) {
    for (long number = 1; number <= messages; number++) {
      long each = number;
      after(upTo(30), () -> submit(each));
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      after(upTo(70), this::crashSender);
    }
    for (int i = random.nextInt(3); i > 0; i--) {
      after(upTo(70), this::crashReceiver);
    }
    after(90 * SECOND, () -> healed = true);
    while (!events.isEmpty()) {
      Event next = events.poll();
      now = next.at();
      next.run().run();
    }
  }

  /** What is left over, for people. */
  String left() {
    return "%s in the outbox; on the sender's disk %s; in the inbox %s"
        .formatted(outbox.kept(), senderDisk.keySet(), pendingWritten.keySet());
  }

  private void startSender() {
    OutboxSettings settings =
        new OutboxSettings(
            new RetryTimes(Duration.ofMillis(200), Duration.ofSeconds(10)),
            Duration.ofHours(1),
            4,
            FlowShares.DEFAULT);
    outbox =
        new Outbox(
            settings,
            metrics.limit("messages", 1_000, "messages"),
            metrics.limit("bytes", 1_000_000, "bytes"),
            random::nextDouble);
  }

  private void crashSender() {
    senderLife++;
    senderUnwritten.clear();
    startSender();
    senderDown = true;
    int life = senderLife;
    after(
        upTo(10),
        () -> {
          if (life == senderLife) {
            senderDown = false;
            List.copyOf(senderDisk.values())
                .forEach(m -> act(outbox.restore(m.number, m.posting(), m.expiry, 100, now)));
          }
        });
  }

  private void submit(long number) {
    if (senderDown) {
      after(SECOND, () -> submit(number));
      return;
    }
    Sent message = new Sent(number, AGENTS[random.nextInt(2)], now + LIFE.toNanos());
    kept.put(number, message);
    try {
      act(outbox.submit(number, message.posting(), message.expiry, 100));
    } catch (LimitExceededException e) {
      throw new AssertionError(e);
    }
  }

  private void writeAtSender(Runnable change, Runnable then) {
    int life = senderLife;
    Runnable both =
        () -> {
          change.run();
          then.run();
        };
    senderUnwritten.add(both);
    after(
        upTo(0.02),
        () -> {
          if (life == senderLife) {
            List<Runnable> all = List.copyOf(senderUnwritten);
            senderUnwritten.clear();
            all.forEach(Runnable::run);
          }
        });
  }

  private void act(List<OutboxAction> actions) {
    for (OutboxAction action : actions) {
      if (action instanceof OutboxAction.Keep keep) {
        Sent message = kept.get(keep.number());
        int life = senderLife;
        writeAtSender(
            () -> senderDisk.put(message.number, message),
            () -> act(outbox.kept(message.number, now)));
        after(upTo(0.02), () -> dropIfNeverWritten(message, life));
      } else if (action instanceof OutboxAction.Send send) {
        attempt(kept.get(send.number()), false);
      } else if (action instanceof OutboxAction.Ask ask) {
        attempt(kept.get(ask.number()), true);
      } else if (action instanceof OutboxAction.ShowUncertain shown) {
        shownUncertain.add(shown.number());
      } else if (action instanceof OutboxAction.Remove remove) {
        long number = remove.number();
        writeAtSender(
            () -> senderDisk.remove(number),
            () -> {
              if (remove.first()) {
                act(outbox.removed(number));
              }
            });
      } else if (action instanceof OutboxAction.Tell tell) {
        told.computeIfAbsent(tell.number(), n -> new LinkedHashSet<>())
            .add(tell.ending().getClass().getSimpleName());
      }
    }
    int life = senderLife;
    outbox
        .next()
        .ifPresent(
            at ->
                after(
                    Math.max(0, at - now),
                    () -> {
                      if (life == senderLife) {
                        act(outbox.tick(now));
                      }
                    }));
  }

  /** One that the sender lost before it was on its disk was never sent. */
  private void dropIfNeverWritten(Sent message, int life) {
    after(
        SECOND,
        () -> {
          if (life != senderLife
              && !senderDisk.containsKey(message.number)
              && !told.containsKey(message.number)
              && !attempts.containsKey(message.number)) {
            kept.remove(message.number);
          }
        });
  }

  private void attempt(Sent message, boolean asks) {
    int attempt = attempts.merge(message.number, 1, Integer::sum);
    int life = senderLife;
    if (chance(0.1)) {
      Answer unsent = Answer.Unanswered.unsent(Reason.UNREACHABLE, "no way");
      after(upTo(1), () -> answer(message, unsent, attempt, life));
      return;
    }
    long deadline = asks ? TIMEOUT : Math.min(TIMEOUT, Math.max(0, message.expiry - now));
    Answer nothing = new Answer.Unanswered(Reason.NO_ANSWER, "silence", !asks, Optional.of(PEER));
    // a cut tells at once that no answer will come; the copy may arrive all the same
    after(chance(0.1) ? upTo(1) : deadline, () -> answer(message, nothing, attempt, life));
    if (!chance(loss())) {
      int receiver = receiverLife;
      after(
          chance(0.2) ? upTo(20) : upTo(0.05),
          () -> {
            if (receiver == receiverLife) {
              arrived(message, asks, answer -> back(message, answer, attempt, life));
            }
          });
    }
  }

  private interface Back {
    void answer(Answer answer);
  }

  private void back(Sent message, Answer answer, int attempt, int life) {
    if (!chance(loss())) {
      after(upTo(0.05), () -> answer(message, answer, attempt, life));
    }
  }

  private void answer(Sent message, Answer answer, int attempt, int life) {
    if (life == senderLife && attempts.get(message.number) == attempt) {
      attempts.put(message.number, attempt + 1); // later answers to it come too late
      act(outbox.answered(message.number, answer, now));
    }
  }

  private Instant receiverTime() {
    return Instant.ofEpochMilli(now / 1_000_000);
  }

  private void startReceiver() {
    inbox =
        new DurableInbox(
            new DurableInbox.Settings(
                Duration.ofSeconds(30), Duration.ofHours(2), Duration.ofDays(7)),
            table,
            metrics.limit("known", 100_000, "messages"),
            metrics.limit("cancelled", 10_000, "messages"));
  }

  private void crashReceiver() {
    receiverCrashes++;
    receiverLife++;
    receiverUnwritten.clear();
    table.crash();
    pendingSeen.clear();
    pendingSeen.putAll(pendingWritten);
    startReceiver();
    List.copyOf(pendingSeen.keySet()).forEach(number -> handle(kept.get(number)));
  }

  /** Runs what is to be done once all changes so far are on the disk. */
  private void whenWrittenAtReceiver(Runnable then) {
    int life = receiverLife;
    receiverUnwritten.add(then);
    after(
        upTo(0.02),
        () -> {
          if (life == receiverLife) {
            table.flush();
            pendingWritten.clear();
            pendingWritten.putAll(pendingSeen);
            List<Runnable> all = List.copyOf(receiverUnwritten);
            receiverUnwritten.clear();
            all.forEach(Runnable::run);
          }
        });
  }

  private void arrived(Sent message, boolean asks, Back back) {
    try {
      if (asks) {
        Answer told =
            switch (inbox.cancel(message.key(), receiverTime())) {
              case DELIVERED -> new Answer.Delivered(Status.DUPLICATE);
              case FAILED -> refused("its handler has failed", false);
              case CANCELLED -> new Answer.Cancelled();
              case FORGOTTEN, TOO_FAR -> new Answer.Forgotten();
            };
        whenWrittenAtReceiver(() -> back.answer(told));
        return;
      }
      Optional<Fate> known = inbox.known(message.key());
      if (known.isPresent()) {
        answerKnown(known.get(), message.key(), back);
      } else if (now >= message.expiry || chance(0.05)) {
        back.answer(refused("stale, or a rule", false));
      } else if (chance(0.1)) {
        back.answer(refused("busy", true));
      } else {
        take(message, back);
      }
    } catch (LimitExceededException e) {
      throw new AssertionError(e);
    }
  }

  private void answerKnown(Fate fate, InboxKey key, Back back) {
    if (fate == Fate.DELIVERED) {
      inbox.promised(key.digest());
    }
    Answer answer =
        switch (fate) {
          case DELIVERED -> new Answer.Delivered(Status.DUPLICATE);
          case FAILED -> refused("its handler has failed", false);
          case CANCELLED -> refused("it was cancelled", false);
        };
    whenWrittenAtReceiver(() -> back.answer(answer));
  }

  private void take(Sent message, Back back) throws LimitExceededException {
    Optional<Fate> known = inbox.take(message.key(), receiverTime());
    if (known.isPresent()) {
      answerKnown(known.get(), message.key(), back);
      return;
    }
    pendingSeen.put(message.number, message.key());
    boolean patient = random.nextBoolean();
    whenWrittenAtReceiver(
        () -> {
          handle(message);
          if (patient) {
            int life = receiverLife;
            after(
                upTo(0.2),
                () -> {
                  if (life == receiverLife) {
                    answerKnown(inbox.known(message.key()).orElseThrow(), message.key(), back);
                  }
                });
          } else {
            inbox.promised(message.key().digest());
            back.answer(new Answer.Delivered(Status.ACCEPTED));
          }
        });
  }

  private void handle(Sent message) {
    int life = receiverLife;
    after(
        upTo(0.1),
        () -> {
          if (life != receiverLife) {
            return;
          }
          handled.merge(message.number, 1, Integer::sum);
          handledInOrder
              .computeIfAbsent(message.target, a -> new ArrayList<>())
              .add(message.number);
          pendingSeen.remove(message.number);
          if (chance(0.03)) {
            if (inbox.failed(message.key())) {
              handlerFailed.add(message.number);
            }
          } else {
            inbox.ended(message.key());
          }
          whenWrittenAtReceiver(() -> {});
        });
  }

  private static Answer refused(String why, boolean retryable) {
    Reason reason = retryable ? Reason.BUSY : Reason.REFUSED;
    return new Answer.Refused(reason, why, retryable, Duration.ZERO);
  }
}
