// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.pubsub.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;
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
    return simulation.metrics().count("test.shed", "what", what);
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
    assertThat(arrived()).isEqualTo("smstz");
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
