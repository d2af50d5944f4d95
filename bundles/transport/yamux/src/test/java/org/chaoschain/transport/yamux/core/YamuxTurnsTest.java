// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.transport.yamux.core.Frames.ACK;
import static org.chaoschain.transport.yamux.core.Frames.PING;
import static org.chaoschain.transport.yamux.core.Frames.RST;
import static org.chaoschain.transport.yamux.core.Frames.SYN;
import static org.chaoschain.transport.yamux.core.Frames.WINDOW;
import static org.chaoschain.transport.yamux.core.Frames.data;
import static org.chaoschain.transport.yamux.core.Frames.frame;
import static org.chaoschain.transport.yamux.core.Frames.joined;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.muxer.MuxedConnectionHandler;
import org.chaoschain.p2p.api.muxer.MuxedStream;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.DuplexPair;
import org.chaoschain.testkit.sim.LinkSettings;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How much of one connection is handled at once, and how much work it may cause in vain. */
@ExtendWith(LeakCheck.class)
class YamuxTurnsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static SessionFixture with(Object... changes) {
    return new SessionFixture(false, YamuxConfigs.with(changes));
  }

  private static ByteBuf updates(int number) {
    ByteBuf all = Unpooled.buffer();
    for (int i = 0; i < number; i++) {
      all = joined(all, frame(WINDOW, 0, 1, 1));
    }
    return all;
  }

  private static ByteBuf pings(int number) {
    ByteBuf all = Unpooled.buffer();
    for (int i = 0; i < number; i++) {
      all = joined(all, frame(PING, SYN, 0, i));
    }
    return all;
  }

  @Test
  void aTurnHandlesItsShareOfFramesAndLeavesTheRestOver() {
    SessionFixture session = with("framesPerTurn", 10);
    ByteBuf rest = session.turn(updates(25));
    assertThat(rest.readableBytes()).isEqualTo(15 * FrameHeader.SIZE);
    assertThat(session.session.pause(session.now)).as("the next turn may follow at once").isZero();
    rest = session.turn(rest);
    assertThat(rest.readableBytes()).isEqualTo(5 * FrameHeader.SIZE);
    assertThat(session.turn(rest)).isNull();
    assertThat(session.metrics.count("yamux.turns.cut")).isEqualTo(2);
    session.assertNothingHeld();
  }

  @Test
  void aTurnThatEndsInTheMiddleOfAFrameGoesOnThere() {
    SessionFixture session = with("framesPerTurn", 1);
    session.receive(joined(data(1, SYN, "abc"), data(1, 0, "def"), data(3, SYN, "ghi")));
    assertThat(session.events())
        .containsExactly("Opened 1", "Data 1 abc", "Data 1 def", "Opened 3", "Data 3 ghi");
    session.assertNothingHeld();
  }

  @Test
  void moreThanABurstOfPingsMakesTheConnectionPauseAndIsCounted() {
    SessionFixture session = with("controlRate", 10, "controlBurst", 20);
    ByteBuf rest = session.turn(pings(100));
    assertThat(session.frames()).hasSize(20);
    assertThat(rest.readableBytes()).isEqualTo(80 * FrameHeader.SIZE);
    assertThat(session.metrics.refusals("transport.yamux.control.rate")).isEqualTo(1);
    assertThat(session.session.pause(session.now)).isEqualTo(Duration.ofMillis(1600).toNanos());
    session.now += Duration.ofMillis(1600).toNanos();
    rest = session.turn(rest);
    assertThat(session.frames()).hasSize(16);
    session.receive(rest);
    assertThat(session.frames()).hasSize(64);
    assertThat(Duration.ofNanos(session.now)).isEqualTo(Duration.ofSeconds(8));
    session.assertNothingHeld();
  }

  @Test
  void streamsThatTheRemoteResetsCountAsThatToo() {
    SessionFixture session = with("controlRate", 10, "controlBurst", 5);
    ByteBuf all = Unpooled.buffer();
    for (int i = 0; i < 8; i++) {
      all = joined(all, data(2 * i + 1, SYN, "x"), frame(WINDOW, RST, 2 * i + 1, 0));
    }
    ByteBuf rest = session.turn(all);
    assertThat(session.events().stream().filter(event -> event.startsWith("Opened"))).hasSize(5);
    assertThat(rest).isNotNull();
    session.receive(rest);
    session.assertNothingHeld();
  }

  @Test
  void refusedStreamsCountAsThatToo() {
    SessionFixture session = with("controlRate", 10, "controlBurst", 5, "maxStreams", 0);
    ByteBuf all = Unpooled.buffer();
    for (int i = 0; i < 8; i++) {
      all = joined(all, frame(WINDOW, SYN, 2 * i + 1, 0));
    }
    ByteBuf rest = session.turn(all);
    assertThat(session.frames()).hasSize(5);
    session.receive(rest);
    session.assertNothingHeld();
  }

  @Test
  void whatCarriesSomethingOrAnswersIsNeverHeldUp() {
    SessionFixture session = with("controlRate", 1, "controlBurst", 1);
    for (int i = 0; i < 1000; i++) {
      session.receive(data(2 * i + 1, SYN, "x"), frame(WINDOW, 0, 2 * i + 1, 10));
      session.receive(frame(PING, ACK, 0, i));
    }
    assertThat(session.now).isZero();
    session.assertNothingHeld();
  }

  @Test
  void anEndedSessionLeavesNothingOver() {
    SessionFixture session = with("framesPerTurn", 2);
    session.receive(joined(updates(1), frame(9, 0, 0, 0), updates(5)));
    assertThat(session.events()).singleElement().asString().startsWith("Failed PROTOCOL_ERROR");
    session.assertNothingHeld();
  }

  /** Takes streams and counts their bytes. */
  private static final class Counting implements MuxedConnectionHandler {
    final List<MuxedStream> streams = new ArrayList<>();
    long bytes;

    @Override
    public void onStream(MuxedStream stream) {
      streams.add(stream);
      stream.handler(
          new DuplexHandler() {
            @Override
            public void onRead(ByteBuf data) {
              bytes += data.readableBytes();
              data.release();
            }

            @Override
            public void onClosed(CloseReason reason) {
              // its bytes were counted
            }
          });
      stream.reading(true);
    }

    @Override
    public void onClosed(CloseReason reason) {
      // the test looks at what came
    }
  }

  @Test
  void aConnectionGoesOnInItsNextTurnsUntilAllHasCome() {
    Simulation simulation = new Simulation();
    DuplexPair pair = DuplexPair.of(simulation, LinkSettings.DEFAULT);
    Counting taken = start(simulation, pair, "framesPerTurn", 3);
    ByteBuf all = Unpooled.buffer();
    for (int i = 0; i < 100; i++) {
      all = joined(all, data(2 * i + 1, SYN, "abc"));
    }
    send(pair, all);
    simulation.runFor(SECOND);
    assertThat(taken.streams).hasSize(100);
    assertThat(taken.bytes).isEqualTo(300);
    assertThat(simulation.metrics().count("yamux.turns.cut")).isGreaterThanOrEqualTo(20L);
    end(simulation, pair);
  }

  @Test
  void aConnectionThatCausesWorkInVainIsReadAsOftenAsTheRateAllowsAndNotClosed() {
    Simulation simulation = new Simulation();
    DuplexPair pair = DuplexPair.of(simulation, LinkSettings.DEFAULT);
    Counting taken = start(simulation, pair, "controlRate", 100, "controlBurst", 50);
    send(pair, joined(pings(500), data(1, SYN, "abc")));
    simulation.runFor(SECOND);
    assertThat(answered(simulation)).isBetween(100L, 160L);
    assertThat(taken.streams).isEmpty();
    simulation.runFor(Duration.ofSeconds(5));
    assertThat(answered(simulation)).isEqualTo(500);
    assertThat(taken.bytes).isEqualTo(3);
    end(simulation, pair);
  }

  private static long answered(Simulation simulation) {
    return simulation.metrics().count("yamux.frames.sent", "type", "ping");
  }

  private static Counting start(Simulation simulation, DuplexPair pair, Object... changes) {
    Counting handler = new Counting();
    YamuxMuxer muxer =
        new YamuxMuxer(
            simulation.scheduler(),
            simulation.clock(),
            simulation.metrics(),
            YamuxConfigs.with(changes),
            simulation.allocator());
    pair.right().executor().execute(() -> muxer.mux(pair.right(), false, handler));
    pair.left()
        .executor()
        .execute(
            () -> {
              pair.left().handler(ByteBuf::release);
              pair.left().reading(true);
            });
    simulation.runUntilIdle();
    return handler;
  }

  private static void send(DuplexPair pair, ByteBuf frames) {
    pair.left().executor().execute(() -> pair.left().write(frames));
  }

  private static void end(Simulation simulation, DuplexPair pair) {
    pair.cut();
    simulation.runFor(Duration.ofMinutes(1));
    simulation.assertNoLeaks();
  }
}
