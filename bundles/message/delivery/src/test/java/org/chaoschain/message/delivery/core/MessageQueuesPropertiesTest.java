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
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** Whatever comes and goes in whatever order: each message has exactly one end, in its turn. */
class MessageQueuesPropertiesTest {
  private static final int SENDERS = 3;

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final Set<Lane> lanes = new LinkedHashSet<>();
  private final Set<WaitingMessage> offered = new LinkedHashSet<>();
  private final Set<WaitingMessage> refused = new LinkedHashSet<>();
  private final Set<WaitingMessage> pushedOut = new LinkedHashSet<>();
  private final List<WaitingMessage> handled = new ArrayList<>();
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
      @ForAll @Size(max = 200) List<@IntRange(max = 11) Integer> script) throws Exception {
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
        default -> offer(queues, step % SENDERS);
      }
    }
    List<WaitingMessage> expired = queues.expire(0, Instant.MAX);
    int waiting = queues.waitingMessages();
    assertThat(offered)
        .hasSize(handled.size() + refused.size() + pushedOut.size() + expired.size() + waiting);
    List<WaitingMessage> ends = new ArrayList<>(handled);
    ends.addAll(refused);
    ends.addAll(pushedOut);
    ends.addAll(expired);
    assertThat(ends).doesNotHaveDuplicates();
    assertInOrder();
    assertThat(queues.parkedMessages()).isZero();
    assertThat(queues.parkedBytes()).isZero();
    if (registrations.isEmpty()) {
      assertThat(queues.states()).isEmpty();
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
            2),
        lane -> {
          lanes.add(lane);
          return () -> {};
        });
  }

  private void offer(MessageQueues queues, int sender) {
    WaitingMessage message = message(offered.size(), sender);
    offered.add(message);
    try {
      pushedOut.addAll(queues.offer(message).pushedOut());
      queues.release(message);
    } catch (LimitExceededException e) {
      refused.add(message);
    }
  }

  private void handleOne(MessageQueues queues) {
    for (Lane lane : lanes) {
      Optional<WaitingMessage> taken = queues.take(lane);
      if (taken.isPresent()) {
        Generation generation = queues.enter(lane).orElseThrow();
        handled.add(taken.get());
        queues.done(taken.get());
        generation.exit();
        return;
      }
    }
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
    return new WaitingMessage(
        new SignedMessage(message, wire, wire, wire), new Origin.Own(), 0, Instant.MAX);
  }
}
