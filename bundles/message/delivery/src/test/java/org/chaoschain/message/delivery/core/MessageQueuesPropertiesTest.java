// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.Priority;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** Whatever comes and goes in whatever order: each message has exactly one end, in its turn. */
class MessageQueuesPropertiesTest {
  private static final int SENDERS = 3;
  private static final List<Priority> CLASSES = List.of(Priority.values());

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Set<Lane> lanes = new LinkedHashSet<>();
  private final Set<WaitingMessage> offered = new LinkedHashSet<>();
  private final Set<WaitingMessage> refused = new LinkedHashSet<>();
  private final Set<WaitingMessage> pushedOut = new LinkedHashSet<>();
  private final List<WaitingMessage> handled = new ArrayList<>();

  /** Offered, and not on the disk yet. */
  private final Set<WaitingMessage> unwritten = new LinkedHashSet<>();

  private final Set<WaitingMessage> notKept = new LinkedHashSet<>();
  private final List<Long> registrations = new ArrayList<>();
  private long lastRegistration;

  private record Art(String name) implements MessageType {
    @Override
    public int maxBytes() {
      return 1000;
    }

    @Override
    public String render(Message message) {
      return "";
    }
  }

  @Property(tries = 1000)
  void each_message_is_handled_refused_pushed_out_or_waits_exactly_once_and_in_order(
      @ForAll @Size(max = 200) List<@IntRange(max = 16) Integer> script) throws Exception {
    reset();
    MessageQueues queues = queues();
    for (int step : script) {
      switch (step) {
        case 0 -> {
          queues.add(new Art("extension/art"), Registration.ofNode(0, ++lastRegistration), 0);
          registrations.add(lastRegistration);
        }
        case 1 -> {
          if (!registrations.isEmpty()) {
            queues.remove(registrations.remove(0), 0);
          }
        }
        case 2, 3, 4 -> handleOne(queues);
        case 5, 6 -> written(queues);
        case 7 -> notWritten(queues);
        case 8, 9, 10 -> offer(queues, step % SENDERS, false);
        default -> offer(queues, step % SENDERS, true);
      }
    }
    while (!unwritten.isEmpty()) {
      written(queues);
    }
    List<WaitingMessage> expired = queues.expire(0, Instant.MAX);
    int waiting = queues.waitingMessages();
    assertThat(offered)
        .hasSize(
            handled.size()
                + refused.size()
                + pushedOut.size()
                + notKept.size()
                + expired.size()
                + waiting);
    List<WaitingMessage> ends = new ArrayList<>(handled);
    ends.addAll(refused);
    ends.addAll(pushedOut);
    ends.addAll(notKept);
    ends.addAll(expired);
    assertThat(ends).doesNotHaveDuplicates();
    assertInOrder();
    assertThat(queues.parkedMessages()).isZero();
    assertThat(queues.parkedBytes()).isZero();
    if (registrations.isEmpty()) {
      assertThat(queues.states()).isEmpty();
    } else {
      int before = handled.size();
      while (handleOne(queues)) {}
      assertThat(handled).as("all that waits can be handled").hasSize(before + waiting);
      assertInOrder();
    }
  }

  private MessageQueues queues() {
    return new MessageQueues(
        new QueueLimits(
            metrics.limit("q.m", 8, "messages"),
            metrics.limit("q.b", 1000, "bytes"),
            metrics.limit("p.m", 5, "messages"),
            metrics.limit("p.b", 400, "bytes"),
            Duration.ofHours(1),
            2,
            FlowShares.DEFAULT),
        lane -> {
          lanes.add(lane);
          return () -> {};
        });
  }

  /**
   * A message has come.
   *
   * @param kept whether it is to be on the disk before it may be handled
   */
  private void offer(MessageQueues queues, int sender, boolean kept) {
    WaitingMessage message = message(offered.size(), sender);
    offered.add(message);
    try {
      pushedOut.addAll(queues.offer(message).pushedOut());
      if (kept) {
        unwritten.add(message);
      } else {
        queues.release(message);
      }
    } catch (LimitExceededException e) {
      refused.add(message);
    }
  }

  private Optional<WaitingMessage> nextOnDisk() {
    Optional<WaitingMessage> first = unwritten.stream().findFirst();
    first.ifPresent(unwritten::remove);
    return first;
  }

  private void written(MessageQueues queues) {
    nextOnDisk().ifPresent(queues::release);
  }

  private void notWritten(MessageQueues queues) {
    Optional<WaitingMessage> lost = nextOnDisk();
    lost.ifPresent(queues::done);
    lost.ifPresent(notKept::add);
  }

  /** Answers whether there was one. */
  private boolean handleOne(MessageQueues queues) {
    for (Lane lane : lanes) {
      Optional<WaitingMessage> taken = queues.take(lane);
      if (taken.isPresent()) {
        assertThat(unwritten).as("on the disk before it is handled").doesNotContain(taken.get());
        Generation generation = queues.enter(lane).orElseThrow();
        handled.add(taken.get());
        queues.done(taken.get());
        generation.exit();
        return true;
      }
    }
    return false;
  }

  private void assertInOrder() {
    for (int sender = 0; sender < SENDERS; sender++) {
      AgentId id = agent(sender);
      assertThat(
              handled.stream()
                  .map(m -> m.message().message())
                  .filter(m -> m.sender().equals(id))
                  .map(m -> Integer.valueOf(m.id())))
          .isSorted();
    }
  }

  private void reset() {
    lanes.clear();
    offered.clear();
    refused.clear();
    pushedOut.clear();
    handled.clear();
    unwritten.clear();
    notKept.clear();
    registrations.clear();
  }

  private static AgentId agent(int sender) {
    byte[] key = new byte[32];
    key[0] = (byte) sender;
    return new AgentId(Bytes.wrap(key));
  }

  private static WaitingMessage message(int number, int sender) {
    Message message =
        new Message(
            1,
            String.valueOf(number),
            Instant.EPOCH,
            agent(sender),
            "test",
            new Payload.Extended(new Extension("art", 1, Bytes.EMPTY, "")),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    Bytes wire = Bytes.wrap(new byte[100]);
    WaitingMessage waiting =
        new WaitingMessage(
            new SignedMessage(message, wire, wire, wire),
            new Origin.Direct("peer " + number % 2),
            0,
            Instant.MAX);
    waiting.priority(CLASSES.get(number % 7 % 3));
    return waiting;
  }
}
