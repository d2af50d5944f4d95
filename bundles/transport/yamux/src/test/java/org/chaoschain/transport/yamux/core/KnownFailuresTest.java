// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.transport.yamux.core.Frames.ACK;
import static org.chaoschain.transport.yamux.core.Frames.DATA;
import static org.chaoschain.transport.yamux.core.Frames.FIN;
import static org.chaoschain.transport.yamux.core.Frames.PING;
import static org.chaoschain.transport.yamux.core.Frames.RST;
import static org.chaoschain.transport.yamux.core.Frames.SYN;
import static org.chaoschain.transport.yamux.core.Frames.WINDOW;
import static org.chaoschain.transport.yamux.core.Frames.data;
import static org.chaoschain.transport.yamux.core.Frames.frame;
import static org.chaoschain.transport.yamux.core.Frames.joined;

import io.netty.buffer.ByteBuf;
import java.util.List;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.testkit.leak.LeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What has broken other implementations of Yamux and is not a rule of the specification that {@link
 * YamuxSessionTest} shows already; the whole list is docs/security/known-failures.md.
 */
@ExtendWith(LeakCheck.class)
class KnownFailuresTest {
  private static final int INITIAL = 262_144;
  private static final int ALL_FLAGS = SYN | ACK | FIN | RST;

  private SessionFixture session = new SessionFixture(false);

  @AfterEach
  void nothingIsHeld() {
    session.assertNothingHeld();
  }

  private void sessionWith(Object... changes) {
    session.assertNothingHeld();
    session = new SessionFixture(false, YamuxConfigs.with(changes));
  }

  @Test
  void creditNeverExceedsThirtyTwoBitsHoweverOftenItIsGiven() {
    StreamState stream = StreamState.outbound(1, 0);
    for (int i = 0; i < 1000; i++) {
      stream.enlargeSendWindow(FrameHeader.MAX_U32);
    }
    assertThat(stream.sendWindow).isEqualTo(FrameHeader.MAX_U32);
    stream.enlargeSendWindow(0);
    assertThat(stream.sendWindow).isEqualTo(FrameHeader.MAX_U32);
  }

  @Test
  void aStreamIsNotOpenedByMoreBytesThanItsWindowHolds() {
    session.receive(frame(DATA, SYN, 1, INITIAL + 1));
    assertThat(session.events())
        .as("no stream was there, not even for a moment")
        .singleElement()
        .asString()
        .startsWith("Failed PROTOCOL_ERROR")
        .contains("stream 1 is opened with 262145 bytes; a window begins with 262144");
    assertThat(session.session.streams()).isZero();
    assertThat(session.frames()).containsExactly("go-away 0 1");
  }

  @Test
  void aStreamMayBeOpenedByAWholeWindow() {
    session.receive(data(1, SYN, INITIAL));
    assertThat(session.events()).containsExactly("Opened 1", "Data 1 262144 bytes");
  }

  @Test
  void refusalsThatTheConnectionDoesNotTakeAreBounded() {
    sessionWith("maxStreams", 0, "controlLimit", 100);
    for (int i = 0; i < 101; i++) {
      session.receive(frame(WINDOW, SYN, 2L * i + 1, 0));
    }
    assertThat(session.events())
        .singleElement()
        .asString()
        .startsWith("Failed LIMIT")
        .contains("101 frames is above the limit of 100", "transport.yamux.control.limit");
  }

  @Test
  void resetsThatTheConnectionDoesNotTakeAreBounded() throws Exception {
    sessionWith("controlLimit", 100);
    for (int i = 0; i <= 100; i++) {
      session.receive(data(2L * i + 1, SYN, "x"));
      session.session.reset(2L * i + 1);
    }
    session.receive(frame(PING, ACK, 0, 0));
    assertThat(session.events())
        .last()
        .asString()
        .startsWith("Failed LIMIT")
        .contains("transport.yamux.control.limit");
  }

  @Test
  void streamsThatAreOpenedAndResetAgainAndAgainLeaveNothing() {
    for (int i = 0; i < 100_000; i++) {
      session.receive(joined(data(2L * i + 1, SYN, "x"), frame(WINDOW, RST, 2L * i + 1, 0)));
      session.events();
    }
    assertThat(session.session.streams()).isZero();
    assertThat(session.frames()).as("no answer waits for a stream that is gone").isEmpty();
  }

  @Test
  void aRepeatedOpeningGivesNoSecondWindowAndEndsTheSession() {
    session.receive(data(1, SYN, INITIAL));
    session.events();
    session.receive(frame(DATA, SYN, 1, 1));
    assertThat(session.events())
        .last()
        .asString()
        .startsWith("Failed PROTOCOL_ERROR")
        .contains("stream 1 is opened, but is open already");
  }

  @Test
  void aRepeatedOpeningOfAStreamThatThisSideHasClosedEndsTheSessionToo() {
    session.receive(data(1, SYN, "x"));
    session.session.close(1, 0);
    session.frames();
    session.receive(frame(WINDOW, SYN, 1, 0));
    assertThat(session.events())
        .last()
        .asString()
        .contains("stream 1 is opened, but is open already");
  }

  /** Whatever flags come together, on whatever stream: what a handler hears is in order. */
  @Test
  void anyFlagsTogetherTellAStreamInOrder() throws Exception {
    for (int first = 0; first <= ALL_FLAGS; first++) {
      for (int second = 0; second <= ALL_FLAGS; second++) {
        for (int type : new int[] {DATA, WINDOW}) {
          for (long id : new long[] {1, 2}) {
            SessionFixture fixture = new SessionFixture(false);
            fixture.session.open(0);
            fixture.frames();
            fixture.receive(anyFrame(type, first, id), anyFrame(type, second, id));
            assertInOrder(fixture, "type %d, flags %d then %d".formatted(type, first, second));
            fixture.assertNothingHeld();
          }
        }
      }
    }
  }

  private static ByteBuf anyFrame(int type, int flags, long id) {
    return type == DATA ? data(id, flags, "abc") : frame(WINDOW, flags, id, 7);
  }

  private static void assertInOrder(SessionFixture fixture, String what) {
    StringBuilder order = new StringBuilder();
    for (String event : fixture.events()) {
      order.append(event, 0, event.startsWith("EndSent") ? 4 : 1);
    }
    assertThat(order.toString())
        .as(what)
        .matches("(O?D*E?R?)+F?")
        .doesNotMatch(".*E[^O]*D.*")
        .doesNotMatch(".*R[^O]*[DE].*");
  }

  @Test
  void anOpeningThatIsAResetOpensNothing() {
    session.receive(data(1, SYN | RST, "abc"), data(1, SYN | FIN | RST | ACK, "abc"));
    assertThat(session.events()).isEmpty();
    assertThat(session.session.streams()).isZero();
  }

  @Test
  void anEndThatIsAResetIsAReset() {
    session.receive(data(1, SYN, "abc"), data(1, FIN | RST, "def"));
    assertThat(session.events()).containsExactly("Opened 1", "Data 1 abc", "Reset 1 REMOTE_RESET");
  }

  @Test
  void streamsThatNobodyAcknowledgesAreNeverMoreThanTheBacklogOnTheWire() throws Exception {
    LimitExceededException refused = null;
    for (int i = 0; refused == null; i++) {
      try {
        session.write(session.session.open(0), "x");
      } catch (LimitExceededException e) {
        refused = e;
        assertThat(i).isEqualTo(1024);
      }
    }
    assertThat(session.frames()).hasSize(256);
    assertThat(refused).hasMessageContaining("transport.yamux.max.outbound.streams");
  }

  @Test
  void nothingIsGrantedForBytesThatNobodyHasConsumed() {
    session.receive(frame(WINDOW, SYN, 1, 0));
    session.frames();
    for (int i = 0; i < 8; i++) {
      session.receive(data(1, 0, INITIAL / 8));
      session.now += 1_000_000;
      session.session.tick(session.now);
    }
    assertThat(session.events()).hasSize(9);
    assertThat(session.frames()).noneMatch(frame -> frame.startsWith("window"));
    session.receive(data(1, 0, 1));
    List<String> events = session.events();
    assertThat(events).last().asString().contains("whose window has only 0 left");
  }
}
