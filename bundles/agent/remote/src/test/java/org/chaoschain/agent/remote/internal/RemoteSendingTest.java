// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.remote.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.agent.auth.core.AuthSettings;
import org.chaoschain.agent.auth.core.Grant;
import org.chaoschain.agent.auth.core.Session;
import org.chaoschain.agent.auth.core.Sessions;
import org.chaoschain.agent.remote.core.Admission;
import org.chaoschain.agent.remote.core.RemoteSettings;
import org.chaoschain.agent.remote.core.Saying;
import org.chaoschain.agent.remote.core.Traffic;
import org.chaoschain.agent.remote.internal.Channel.Closing;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.control.ControlReply;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Messenger;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.message.json.core.Frame;
import org.chaoschain.message.json.core.Frames;
import org.chaoschain.message.json.core.JsonFormException;
import org.chaoschain.message.json.core.JsonLimits;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** What agents say goes to the messenger, and what waits follows when there is room. */
class RemoteSendingTest {
  private static final AgentId ALICE = TestGateway.key(1).agent();
  private static final AgentId BOB = TestGateway.key(2).agent();
  private static final int BYTES = 100;

  private final Simulation simulation = new Simulation();
  private final Workers workers = new Workers();
  private final Sending messenger = new Sending();
  private final RemoteEnvironment environment = environment();
  private final RemoteAgents agents = new RemoteAgents(environment);
  private final Line line = new Line();
  private int sessions;

  private RemoteEnvironment environment() {
    return new RemoteEnvironment(
        new Admission.Gateway(
            TestGateway.CHAIN,
            TestGateway.NODE.publicKey(),
            TestGateway.PEER,
            TestGateway.NODE::sign,
            AuthSettings.DEFAULT),
        new Sessions(
            simulation.metrics().limit("agent.auth.max.sessions", 9, "sessions"),
            simulation.metrics().limit("agent.auth.max.per.agent", 9, "sessions"),
            simulation.metrics().limit("agent.auth.max.per.address", 9, "sessions"),
            Duration.ofHours(24)),
        simulation.clock(),
        simulation.entropy(),
        simulation.metrics(),
        () -> Optional.of(messenger),
        () -> JsonLimits.DEFAULT,
        roomForOne(simulation.metrics()),
        workers,
        Duration.ofSeconds(10),
        Duration.ofMinutes(2));
  }

  private static RemoteSettings roomForOne(Metrics metrics) {
    return new RemoteSettings(
        metrics.limit(RemoteSettings.MAX_FRAMES, 100, "deliveries"),
        metrics.limit(RemoteSettings.MAX_BYTES, 100_000, "bytes"),
        Duration.ofMinutes(10),
        10,
        10_000,
        2,
        1,
        metrics.limit(RemoteSettings.MAX_WAITING, 5, "messages"),
        metrics.limit(RemoteSettings.MAX_WAITING_BYTES, 10_000, "bytes"),
        10,
        metrics.limit(RemoteSettings.RATE, 100, "messages a second"),
        100);
  }

  private void assertNobodyIsGuarded() {
    for (RemoteAgent agent : agents.all()) {
      assertThat(Thread.holdsLock(agent)).as("the monitor of %s is held", agent.id()).isFalse();
    }
  }

  /** Workers that work when they are told to. */
  private final class Workers implements Executor {
    final Deque<Runnable> tasks = new ArrayDeque<>();
    boolean busy;

    @Override
    public void execute(Runnable task) {
      assertNobodyIsGuarded();
      if (busy) {
        throw new RejectedExecutionException("no worker has time");
      }
      tasks.add(task);
    }

    void work() {
      while (!tasks.isEmpty()) {
        tasks.remove().run();
      }
    }
  }

  /** Takes messages, which end when the test says so. */
  private final class Sending implements Messenger {
    final List<String> sent = new ArrayList<>();
    final Deque<CompletableFuture<String>> ends = new ArrayDeque<>();
    Optional<RuntimeException> fault = Optional.empty();

    @Override
    public CompletionStage<DeliveryReceipt> send(
        AgentId from, AgentId to, Content content, SendOptions options) {
      throw new AssertionError("nothing is said to one agent here");
    }

    @Override
    public CompletionStage<String> broadcast(AgentId from, Payload payload, SendOptions options) {
      assertNobodyIsGuarded();
      if (fault.isPresent()) {
        throw fault.get();
      }
      sent.add(((Content.Status) ((Payload.AgentCommunication) payload).content()).text());
      CompletableFuture<String> end = new CompletableFuture<>();
      ends.add(end);
      return end;
    }

    void end() {
      ends.remove().complete("network-id");
    }
  }

  /** What an agent's connection is told. */
  private static final class Line implements Presence.Connection {
    final List<Frame> written = new ArrayList<>();
    Optional<Closing> closed = Optional.empty();

    @Override
    public void write(String text) {
      try {
        written.add(
            Frames.read(Bytes.wrap(text.getBytes(StandardCharsets.UTF_8)), JsonLimits.DEFAULT));
      } catch (JsonFormException e) {
        throw new AssertionError(text, e);
      }
    }

    @Override
    public void close(Optional<String> last, Closing why, String reason) {
      closed = Optional.of(why);
    }
  }

  private Presence presence(AgentId agent) {
    Instant now = simulation.clock().now();
    Grant grant =
        new Grant(
            Bytes.copyOf((byte) 1),
            agent,
            TestGateway.NODE.publicKey(),
            TestGateway.CHAIN,
            List.of("agents"),
            Instant.MAX);
    return new Presence(
        new Session(
            TestGateway.bytes(++sessions).slice(0, 16),
            agent,
            "test",
            now,
            now.plusSeconds(9_999),
            Optional.of(grant)),
        Optional.empty(),
        line);
  }

  private static void say(RemoteAgent agent, String... ids) {
    for (String id : ids) {
      agent.said(
          agent.presence(),
          new Saying(
              id,
              new Payload.AgentCommunication(
                  agent.id(), Optional.empty(), new Content.Status("calm", id)),
              SendOptions.DEFAULT),
          BYTES);
    }
  }

  private void assertEmpty() {
    assertThat(agents.traffic().sending()).isZero();
    assertThat(agents.traffic().waiting()).isZero();
    assertThat(agents.traffic().waitingBytes()).isZero();
  }

  @Test
  void what_waits_for_the_room_of_another_agent_is_sent_by_a_worker() {
    RemoteAgent alice = agents.begin(presence(ALICE));
    RemoteAgent bob = agents.begin(presence(BOB));
    say(alice, "a1", "a2");
    say(bob, "b1");
    assertThat(messenger.sent).containsExactly("a1");
    messenger.end();
    assertThat(messenger.sent).as("not by who ends a message").containsExactly("a1");
    workers.work();
    assertThat(messenger.sent).containsExactly("a1", "a2");
    messenger.end();
    workers.work();
    assertThat(messenger.sent).containsExactly("a1", "a2", "b1");
    messenger.end();
    assertEmpty();
  }

  @Test
  void messages_leave_in_their_order_also_if_room_comes_while_the_agent_says_more() {
    RemoteAgent alice = agents.begin(presence(ALICE));
    RemoteAgent bob = agents.begin(presence(BOB));
    say(alice, "a1");
    say(bob, "b1", "b2");
    messenger.end();
    say(bob, "b3");
    assertThat(messenger.sent).containsExactly("a1", "b1");
    for (int i = 0; i < 3; i++) {
      messenger.end();
      workers.work();
    }
    assertThat(messenger.sent).containsExactly("a1", "b1", "b2", "b3");
    assertEmpty();
  }

  @Test
  void what_no_worker_had_time_for_is_sent_by_the_next_sweep() {
    RemoteAgent alice = agents.begin(presence(ALICE));
    RemoteAgent bob = agents.begin(presence(BOB));
    say(alice, "a1", "a2");
    say(bob, "b1");
    workers.busy = true;
    messenger.end();
    assertThat(workers.tasks).isEmpty();
    workers.busy = false;
    agents.sweep(simulation.clock().nanoTime());
    workers.work();
    assertThat(messenger.sent).containsExactly("a1", "a2");
    workers.busy = true;
    messenger.end();
    workers.busy = false;
    agents.sweep(simulation.clock().nanoTime());
    workers.work();
    assertThat(messenger.sent).containsExactly("a1", "a2", "b1");
  }

  @Test
  void a_messenger_that_throws_is_answered_for_and_keeps_no_room() {
    RemoteAgent alice = agents.begin(presence(ALICE));
    messenger.fault = Optional.of(new IllegalStateException("broken"));
    say(alice, "a1", "a2");
    messenger.fault = Optional.empty();
    assertThat(line.written)
        .filteredOn(Frame.Problem.class::isInstance)
        .extracting(frame -> ((Frame.Problem) frame).code())
        .containsExactly("internal", "internal");
    assertEmpty();
    say(alice, "a3");
    assertThat(messenger.sent).containsExactly("a3");
  }

  @Test
  void a_session_that_ends_gives_its_line_back_at_once_and_its_room_with_the_answer() {
    RemoteAgent alice = agents.begin(presence(ALICE));
    RemoteAgent bob = agents.begin(presence(BOB));
    say(alice, "a1", "a2");
    say(bob, "b1");
    agents.end(alice, Optional.empty(), Closing.EXPIRED, "it has not come back");
    assertThat(agents.traffic().sending()).as("a1 is on its way").isEqualTo(1);
    assertThat(agents.traffic().waiting()).isEqualTo(1);
    workers.work();
    messenger.end();
    workers.work();
    assertThat(messenger.sent).containsExactly("a1", "b1");
    messenger.end();
    assertEmpty();
    assertThat(simulation.metrics().count("agent.remote.unsent")).isEqualTo(1);
  }

  @Test
  void what_has_room_when_its_session_ends_is_sent_even_if_no_worker_had_time() {
    RemoteAgent alice = agents.begin(presence(ALICE));
    say(alice, "a1", "a2");
    workers.busy = true;
    messenger.end();
    agents.end(alice, Optional.empty(), Closing.EXPIRED, "it has not come back");
    assertThat(messenger.sent).containsExactly("a1", "a2");
    messenger.end();
    assertEmpty();
  }

  @Test
  void a_session_that_was_replaced_before_it_began_does_not_begin() {
    Traffic traffic = new Traffic(environment.settings(), simulation.metrics(), 0);
    RemoteAgent late = new RemoteAgent(environment, new MessageTexts(), traffic, presence(ALICE));
    late.leave(Optional.empty(), Closing.REPLACED, "the agent has connected again");
    late.begin();
    assertThat(line.closed).contains(Closing.REPLACED);
    assertThat(line.written).isEmpty();
    say(late, "a1");
    assertThat(messenger.sent).isEmpty();
  }

  @Test
  void the_command_shows_what_is_being_sent_and_what_waits() throws Exception {
    say(agents.begin(presence(ALICE)), "a1", "a2", "a3");
    List<Map<String, ?>> items = new ArrayList<>();
    new RemoteCommand(agents)
        .run(
            null,
            new ControlReply() {
              @Override
              public void item(Map<String, ?> object) {
                items.add(object);
              }

              @Override
              public boolean closed() {
                return false;
              }

              @Override
              public boolean awaitClosed(Duration atMost) {
                return false;
              }
            });
    assertThat(items.get(0).get("sending")).isEqualTo(1);
    assertThat(items.get(0).get("waiting")).isEqualTo(2);
  }
}
