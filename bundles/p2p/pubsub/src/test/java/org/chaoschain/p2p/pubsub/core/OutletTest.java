// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Priority;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.channel.FrameDecoder;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.pubsub.core.Outgoing.Keep;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.SimConnection;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What leaves a full queue to a peer that does not read, and in which order. */
class OutletTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int SIZE = 1000;

  private final Simulation simulation = new Simulation();
  private final SimConnection connection =
      new SimConnection(simulation, new PublicKey(KeyType.ED25519, Bytes.wrap(new byte[32])));
  private final SimConnection.Opened stream =
      connection.openedByRemote("/meshsub/1.2.0", LinkSettings.DEFAULT);
  private final List<Object> back = new ArrayList<>();
  private boolean takesBack = true;
  private final StreamLimits limits =
      new StreamLimits(
          simulation.metrics().limit("max.rpc", 1 << 20, "bytes"),
          simulation.metrics().limit("max.queue", 5L * SIZE, "bytes"),
          1 << 20,
          simulation.metrics(),
          "test.");
  private final Outlet outlet =
      new Outlet(
          stream.local(),
          limits,
          () -> {},
          rpc -> {
            back.add(rpc.what());
            return takesBack;
          });

  /** More than the link takes while the remote does not read. */
  @BeforeEach
  void the_peer_does_not_read() {
    stream.local().handler(outlet);
    stream.local().executor().execute(() -> outlet.post(rpc(Keep.FIRST, "plug", 4 << 20)));
    simulation.runFor(SOON);
    assertThat(stream.local().writable()).isFalse();
  }

  private static Outgoing rpc(Keep keep, String what, int size) {
    byte[] bytes = new byte[size];
    bytes[0] = (byte) what.charAt(0);
    return new Outgoing(bytes, keep, what);
  }

  private void post(Keep keep, String what) {
    outlet.post(rpc(keep, what, SIZE));
    simulation.runUntilIdle();
  }

  /** The first characters of what arrives behind the plug once the peer reads. */
  private String arrived() {
    StringBuilder text = new StringBuilder();
    FrameDecoder decoder =
        new FrameDecoder("test", simulation.metrics().limit("frame", 8 << 20, "bytes"));
    stream
        .remote()
        .handler(
            new DuplexHandler() {
              @Override
              public void onRead(ByteBuf data) {
                try {
                  decoder.decode(
                      data,
                      frame -> {
                        text.append((char) frame.getByte(0));
                        frame.release();
                      });
                } catch (Exception e) {
                  throw new AssertionError(e);
                }
              }

              @Override
              public void onClosed(CloseReason reason) {}
            });
    stream.remote().reading(true);
    simulation.runFor(SOON);
    return text.substring(1);
  }

  private long shed(String what) {
    return shed(what, Priority.LOW);
  }

  private long shed(String what, Priority priority) {
    String ofClass = priority.name().toLowerCase(Locale.ROOT);
    return simulation.metrics().count("test.shed", "what", what, "class", ofClass);
  }

  @Test
  void gossip_leaves_first_then_answers_then_payloads_and_state_never() {
    post(Keep.FIRST, "payload");
    post(Keep.LAST, "gossip");
    post(Keep.SECOND, "answer");
    post(Keep.ALWAYS, "state");
    post(Keep.LAST, "gossip");
    post(Keep.ALWAYS, "more state");
    assertThat(shed("gossip")).isEqualTo(1);
    post(Keep.FIRST, "second payload");
    assertThat(shed("gossip")).isEqualTo(2);
    post(Keep.FIRST, "third payload");
    assertThat(shed("answer")).isEqualTo(1);
    post(Keep.ALWAYS, "z state");
    assertThat(shed("payload")).describedAs("the oldest").isEqualTo(1);
    assertThat(back).isEmpty();
    assertThat(simulation.metrics().refusals("max.queue")).isEqualTo(4);
    assertThat(arrived()).isEqualTo("smzst");
  }

  private void post(String topic, Priority priority, String what) {
    byte[] bytes = new byte[SIZE];
    bytes[0] = (byte) what.charAt(0);
    outlet.post(new Outgoing(bytes, Keep.FIRST, what, topic, priority));
    simulation.runUntilIdle();
  }

  @Test
  void votes_go_out_before_memes_and_state_before_all() {
    post("stats", Priority.LOW, "low");
    post("memes", Priority.MEDIUM, "meme");
    post("votes", Priority.HIGH, "vote");
    post(Keep.ALWAYS, "subscription");
    assertThat(arrived()).as("one vote owes low its share of it").isEqualTo("svlm");
  }

  @Test
  void what_one_topic_carries_keeps_its_order_and_the_topics_of_a_class_take_turns() {
    post("memes", Priority.MEDIUM, "1");
    post("memes", Priority.MEDIUM, "2");
    post("memes", Priority.MEDIUM, "3");
    post("agents", Priority.MEDIUM, "a");
    post("agents", Priority.MEDIUM, "b");
    assertThat(arrived()).isEqualTo("1a2b3");
  }

  @Test
  void of_payloads_those_of_the_lowest_class_leave_first_and_votes_last() {
    post("stats", Priority.LOW, "low");
    post("memes", Priority.MEDIUM, "meme");
    for (int i = 0; i < 4; i++) {
      post("votes", Priority.HIGH, i + " vote");
    }
    assertThat(shed("payload", Priority.LOW)).isEqualTo(1);
    post("votes", Priority.HIGH, "4 vote");
    assertThat(shed("payload", Priority.MEDIUM)).isEqualTo(1);
    post("memes", Priority.MEDIUM, "another meme");
    assertThat(shed("payload", Priority.MEDIUM)).as("that one itself").isEqualTo(2);
    post("votes", Priority.HIGH, "5 vote");
    assertThat(shed("payload", Priority.HIGH)).as("the oldest of them").isEqualTo(1);
    assertThat(arrived()).isEqualTo("12345");
  }

  @Test
  void it_is_full_for_what_would_only_take_the_place_of_its_equals_or_betters() {
    post("memes", Priority.MEDIUM, "a");
    post("memes", Priority.MEDIUM, "b");
    post("votes", Priority.HIGH, "c");
    post("stats", Priority.LOW, "d");
    assertThat(outlet.full(Priority.LOW, SIZE)).isFalse();
    post("stats", Priority.LOW, "e");
    assertThat(outlet.full(Priority.LOW, SIZE)).isTrue();
    assertThat(outlet.full(Priority.MEDIUM, 2 * SIZE)).isFalse();
    assertThat(outlet.full(Priority.MEDIUM, 2 * SIZE + 1)).isTrue();
    assertThat(outlet.full(Priority.HIGH, 4 * SIZE)).isFalse();
    assertThat(arrived()).isEqualTo("cdabe");
    assertThat(outlet.full(Priority.LOW, 5 * SIZE)).isFalse();
  }

  @Test
  void state_that_has_no_room_goes_back_to_whoever_tells_it_again() {
    for (int i = 0; i < 6; i++) {
      post(Keep.ALWAYS, i + " state");
    }
    assertThat(back).containsExactly("5 state");
    assertThat(shed("state")).isEqualTo(1);
    assertThat(arrived()).isEqualTo("01234");
  }

  @Test
  void state_that_nobody_takes_back_ends_the_stream() {
    takesBack = false;
    for (int i = 0; i < 6; i++) {
      post(Keep.ALWAYS, "state");
    }
    assertThat(stream.local().closeReason().orElseThrow().message()).contains("max.queue");
  }

  @Test
  void what_is_not_wanted_any_more_is_taken_out() {
    post(Keep.FIRST, "a");
    post(Keep.FIRST, "b");
    post(Keep.FIRST, "c");
    outlet.cancel(rpc -> "b".equals(rpc.what()));
    simulation.runUntilIdle();
    assertThat(simulation.metrics().count("test.cancelled")).isEqualTo(1);
    assertThat(arrived()).isEqualTo("ac");
  }
}
