// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.transport.yamux.core.Frames.ACK;
import static org.chaoschain.transport.yamux.core.Frames.DATA;
import static org.chaoschain.transport.yamux.core.Frames.FIN;
import static org.chaoschain.transport.yamux.core.Frames.GO_AWAY;
import static org.chaoschain.transport.yamux.core.Frames.PING;
import static org.chaoschain.transport.yamux.core.Frames.RST;
import static org.chaoschain.transport.yamux.core.Frames.SYN;
import static org.chaoschain.transport.yamux.core.Frames.WINDOW;
import static org.chaoschain.transport.yamux.core.Frames.data;
import static org.chaoschain.transport.yamux.core.Frames.frame;
import static org.chaoschain.transport.yamux.core.Frames.header;
import static org.chaoschain.transport.yamux.core.Frames.joined;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.testkit.leak.LeakCheck;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The specification of Yamux, rule by rule. */
@ExtendWith(LeakCheck.class)
class YamuxSessionTest {
  private static final int INITIAL = 262_144;

  private SessionFixture client = new SessionFixture(true);
  private final SessionFixture server = new SessionFixture(false);

  @AfterEach
  void nothingIsHeld() {
    client.assertNothingHeld();
    server.assertNothingHeld();
  }

  private void clientWith(Object... changes) {
    client = new SessionFixture(true, YamuxConfigs.with(changes));
  }

  // --- opening

  @Test
  void theClientUsesOddIdsAndTheServerEvenOnes() throws Exception {
    assertThat(List.of(client.session.open(0), client.session.open(0))).containsExactly(1L, 3L);
    assertThat(List.of(server.session.open(0), server.session.open(0))).containsExactly(2L, 4L);
  }

  @Test
  void aStreamWithoutDataIsOpenedByAWindowUpdate() throws Exception {
    client.session.open(0);
    assertThat(client.frames()).containsExactly("window+SYN 1 0");
  }

  @Test
  void aStreamWithDataIsOpenedByIt() throws Exception {
    client.session.open(0);
    client.write(1, "hello");
    assertThat(client.frames()).containsExactly("data+SYN 1 5 hello");
    assertThat(client.events()).containsExactly("Sent 1 5");
  }

  @Test
  void theEndIsAFrameOfItsOwnBehindTheData() throws Exception {
    client.session.open(0);
    client.write(1, "hello");
    client.session.closeWrite(1);
    assertThat(client.frames()).containsExactly("data+SYN 1 5 hello", "window+FIN 1 0");
    assertThat(client.events()).containsExactly("Sent 1 5", "EndSent 1");
  }

  @Test
  void anInboundStreamIsAcknowledged() {
    server.receive(frame(WINDOW, SYN, 1, 0));
    assertThat(server.events()).containsExactly("Opened 1");
    assertThat(server.frames()).containsExactly("window+ACK 1 0");
  }

  @Test
  void theAnswerCarriesTheAcknowledgement() {
    server.receive(data(1, SYN, "hello"));
    assertThat(server.events()).containsExactly("Opened 1", "Data 1 hello");
    server.write(1, "hi");
    assertThat(server.frames()).containsExactly("data+ACK 1 2 hi");
  }

  @Test
  void theFirstFrameMayEnlargeTheWindow() throws Exception {
    server.receive(frame(WINDOW, SYN, 1, 100));
    server.write(1, INITIAL + 200);
    server.frames();
    assertThat(sent(server.events())).isEqualTo(INITIAL + 100);
  }

  @Test
  void idsOfTheOtherParityAreAProtocolError() {
    server.receive(frame(WINDOW, SYN, 2, 0));
    assertFailed(server, "frame at offset 0: stream 2 is opened by the remote");
  }

  @Test
  void openingTwiceIsAProtocolError() {
    server.receive(frame(WINDOW, SYN, 1, 0), frame(WINDOW, SYN, 1, 0));
    assertFailed(server, "frame at offset 12: stream 1 is opened, but is open already");
  }

  @Test
  void streamsMayBeOpenedInAnyOrder() {
    server.receive(frame(WINDOW, SYN, 5, 0), frame(WINDOW, SYN, 3, 0));
    assertThat(server.events()).containsExactly("Opened 5", "Opened 3");
  }

  @Test
  void oneInboundStreamTooManyIsResetAndCounted() {
    SessionFixture few = new SessionFixture(false, YamuxConfigs.with("maxStreams", 2));
    few.receive(
        frame(WINDOW, SYN, 1, 0),
        frame(WINDOW, SYN, 3, 0),
        data(5, SYN, "refused"),
        data(5, 0, "still under way"),
        data(1, 0, "goes on"));
    assertThat(few.events()).containsExactly("Opened 1", "Opened 3", "Data 1 goes on");
    assertThat(few.frames()).contains("window+RST 5 0");
    assertThat(few.metrics.refusals("transport.yamux.max.streams")).isEqualTo(1);
    assertThat(few.metrics.count("yamux.bytes.discarded")).isEqualTo(22);
    few.receive(frame(WINDOW, RST, 1, 0), frame(WINDOW, SYN, 7, 0));
    assertThat(few.events()).containsExactly("Reset 1 REMOTE_RESET", "Opened 7");
    few.assertNothingHeld();
  }

  @Test
  void oneOutboundStreamTooManyIsRefusedAndNamesTheKey() throws Exception {
    clientWith("maxOutboundStreams", 2);
    client.session.open(0);
    client.session.open(0);
    assertThatThrownBy(() -> client.session.open(0))
        .isInstanceOf(LimitExceededException.class)
        .hasMessageContaining("3 streams is above the limit of 2")
        .hasMessageContaining("transport.yamux.max.outbound.streams");
    client.session.reset(1);
    assertThat(client.session.open(0)).isEqualTo(5);
  }

  @Test
  void theBacklogOfUnacknowledgedStreamsHoldsFurtherOnesBack() throws Exception {
    for (int i = 0; i < 300; i++) {
      client.write(client.session.open(0), "x");
    }
    assertThat(client.frames()).hasSize(256).allMatch(frame -> frame.startsWith("data+SYN"));
    assertThat(client.metrics.refusals("transport.yamux.ack.backlog")).isEqualTo(44);
    client.receive(frame(WINDOW, ACK, 1, 0));
    assertThat(client.frames()).containsExactly("data+SYN 513 1 x");
    client.receive(frame(WINDOW, RST, 3, 0));
    assertThat(client.frames()).containsExactly("data+SYN 515 1 x");
    client.session.reset(5);
    assertThat(client.frames()).containsExactly("window+RST 5 0", "data+SYN 517 1 x");
    client.receive(frame(WINDOW, ACK, 1, 0));
    assertThat(client.frames()).as("an acknowledgement counts once").isEmpty();
  }

  @Test
  void aStreamThatIsHeldBackAndResetIsNeverMentioned() throws Exception {
    clientWith("ackBacklog", 1);
    client.session.open(0);
    client.session.open(0);
    client.session.open(0);
    client.session.reset(3);
    assertThat(client.frames()).containsExactly("window+SYN 1 0");
    client.receive(frame(WINDOW, ACK, 1, 0));
    assertThat(client.frames()).containsExactly("window+SYN 5 0");
  }

  @Test
  void aStreamThatIsResetBeforeItsFirstFrameIsNeverMentioned() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      long id = client.session.open(0);
      client.write(id, "x");
      client.session.reset(id);
    }
    assertThat(client.frames()).isEmpty();
  }

  // --- ending

  @Test
  void anEndWithoutDataIsAWindowUpdate() throws Exception {
    client.session.open(0);
    client.frames();
    client.session.closeWrite(1);
    assertThat(client.frames()).containsExactly("window+FIN 1 0");
  }

  @Test
  void theEndWaitsForTheDataBeforeIt() throws Exception {
    client.session.open(0);
    client.write(1, INITIAL + 10);
    client.session.closeWrite(1);
    assertThat(client.frames()).noneMatch(frame -> frame.contains("FIN"));
    client.receive(frame(WINDOW, 0, 1, 10));
    assertThat(client.frames()).containsExactly("data 1 10 \0\0\0\0\0\0\0\0\0\0", "window+FIN 1 0");
  }

  @Test
  void theRemotesEndComesAfterItsData() {
    server.receive(data(1, SYN | FIN, "all"));
    assertThat(server.events()).containsExactly("Opened 1", "Data 1 all", "End 1");
    server.receive(frame(WINDOW, FIN, 1, 0));
    assertThat(server.events()).as("a second end means nothing").isEmpty();
  }

  @Test
  void dataAfterTheEndIsAProtocolError() {
    server.receive(data(1, SYN | FIN, "all"), data(1, 0, "more"));
    assertFailed(server, "frame at offset 15: 4 bytes for stream 1 after the remote has ended");
  }

  @Test
  void aStreamIsForgottenOnceBothSidesHaveEnded() throws Exception {
    client.session.open(0);
    client.session.closeWrite(1);
    client.frames();
    client.receive(frame(WINDOW, FIN | ACK, 1, 0));
    assertThat(client.session.streams()).isZero();
    client.receive(frame(WINDOW, 0, 1, 100));
    assertThat(client.metrics.count("yamux.frames.ignored")).isEqualTo(1);
  }

  @Test
  void aResetDropsWhatWaitsAndIsTold() throws Exception {
    client.session.open(0);
    client.frames();
    client.write(1, "never");
    client.session.reset(1);
    assertThat(client.frames()).containsExactly("window+RST 1 0");
  }

  @Test
  void theRemotesResetEndsBothSides() throws Exception {
    client.session.open(0);
    client.frames();
    client.write(1, "never");
    client.receive(data(1, RST, "dropped"));
    assertThat(client.events()).containsExactly("Reset 1 REMOTE_RESET");
    assertThat(client.frames()).isEmpty();
  }

  @Test
  void whatIsUnderWayToAResetStreamIsDroppedUpToItsWindow() throws Exception {
    client.session.open(0);
    client.frames();
    client.receive(frame(WINDOW, ACK, 1, 0), data(1, 0, 1000));
    client.session.reset(1);
    client.events();
    client.receive(data(1, 0, INITIAL - 1000), frame(WINDOW, FIN, 1, 5));
    assertThat(client.events()).isEmpty();
    assertThat(client.metrics.count("yamux.bytes.discarded")).isEqualTo(INITIAL - 1000);
    client.receive(data(1, 0, 1));
    assertFailed(client, "1 bytes for stream 1, which is not open, beyond what can be under way");
  }

  @Test
  void aResetInTheMiddleOfAFrameDropsItsRest() {
    server.receive(frame(DATA, SYN, 1, 10), joined().writeBytes(new byte[4]));
    server.session.reset(1);
    server.receive(joined().writeBytes(new byte[6]), data(3, SYN, "next"));
    assertThat(server.events())
        .containsExactly("Opened 1", "Data 1 \0\0\0\0", "Opened 3", "Data 3 next");
  }

  @Test
  void dataForAStreamThatNeverWasIsAProtocolError() {
    server.receive(data(7, 0, "what"));
    assertFailed(server, "4 bytes for stream 7, which is not open");
  }

  @Test
  void otherFramesForAStreamThatNeverWasAreIgnored() {
    server.receive(frame(WINDOW, 0, 7, 1), frame(WINDOW, RST, 7, 0), frame(DATA, FIN, 7, 0));
    assertThat(server.events()).isEmpty();
    assertThat(server.metrics.count("yamux.frames.ignored")).isEqualTo(3);
  }

  @Test
  void aClosedStreamSendsWhatWasWrittenAndDropsWhatComes() throws Exception {
    client.session.open(0);
    client.write(1, "bye");
    client.session.close(1, 0);
    assertThat(client.frames()).containsExactly("data+SYN 1 3 bye", "window+FIN 1 0");
    client.events();
    client.receive(frame(WINDOW, ACK, 1, 0), data(1, 0, 1000), data(1, FIN, 10));
    assertThat(client.events()).isEmpty();
    assertThat(client.frames()).isEmpty();
    assertThat(client.session.streams()).isZero();
  }

  @Test
  void aClosedStreamWhoseRemoteDoesNotEndIsResetAtTheDeadline() throws Exception {
    client.session.open(0);
    client.session.close(1, 0);
    client.frames();
    client.receive(frame(WINDOW, ACK, 1, 0));
    client.events();
    assertThat(client.session.nextDeadline()).isEqualTo(client.config.closeTimeout().toNanos());
    client.pass(client.config.closeTimeout());
    assertThat(client.frames()).containsExactly("window+RST 1 0");
    assertThat(client.events()).isEmpty();
    assertThat(client.metrics.count("yamux.closes.expired")).isEqualTo(1);
  }

  @Test
  void aClosedStreamThatCannotSendFailsAtTheDeadline() throws Exception {
    client.session.open(0);
    client.write(1, INITIAL + 1);
    client.session.close(1, 0);
    client.frames();
    client.events();
    client.pass(client.config.closeTimeout());
    assertThat(client.events()).containsExactly("Reset 1 TIMEOUT");
    assertThat(client.frames()).containsExactly("window+RST 1 0");
  }

  // --- flow control

  @Test
  void nothingIsSentBeyondTheWindow() throws Exception {
    client.session.open(0);
    client.write(1, 3 * INITIAL);
    client.frames();
    assertThat(sent(client.events())).isEqualTo(INITIAL);
    client.receive(frame(WINDOW, ACK, 1, 7));
    assertThat(client.frames()).containsExactly("data 1 7 \0\0\0\0\0\0\0");
    assertThat(client.frames()).isEmpty();
    client.receive(frame(WINDOW, 0, 1, 0xffff_ffffL));
    client.events();
    client.frames();
    assertThat(sent(client.events())).isEqualTo(2 * INITIAL - 7);
  }

  @Test
  void theLargestDeltaTwiceDoesNotOverflow() throws Exception {
    client.session.open(0);
    client.receive(frame(WINDOW, 0, 1, 0xffff_ffffL), frame(WINDOW, 0, 1, 0xffff_ffffL));
    client.write(1, 2 * INITIAL);
    client.frames();
    assertThat(sent(client.events())).isEqualTo(2 * INITIAL);
  }

  @Test
  void theWholeWindowIsAcceptedAndNotAByteMore() {
    server.receive(frame(WINDOW, SYN, 1, 0), data(1, 0, INITIAL));
    assertThat(server.events()).containsExactly("Opened 1", "Data 1 262144 bytes");
    server.receive(data(1, 0, 1));
    assertFailed(server, "1 bytes for stream 1, whose window has only 0 left");
  }

  @Test
  void aFrameLargerThanTheWindowFailsBeforeItsBytesCome() {
    server.receive(frame(WINDOW, SYN, 1, 0), frame(DATA, 0, 1, INITIAL + 1));
    assertFailed(server, "262145 bytes for stream 1, whose window has only 262144 left");
  }

  @Test
  void aFrameAboveTheLimitFailsAndNamesTheKey() {
    SessionFixture strict = new SessionFixture(false, YamuxConfigs.with("frameReceiveMax", 1000L));
    strict.receive(frame(DATA, SYN, 1, 1001));
    assertFailed(strict, "transport.yamux.frame.receive.max");
    strict.assertNothingHeld();
  }

  @Test
  void aWindowUpdateFollowsWhenHalfTheWindowIsConsumed() {
    server.receive(frame(WINDOW, SYN, 1, 0), data(1, 0, INITIAL));
    server.frames();
    server.session.consumed(1, INITIAL / 2 - 1, 0);
    assertThat(server.frames()).isEmpty();
    server.session.consumed(1, 1, 0);
    assertThat(server.frames()).contains("window 1 131072");
    server.session.consumed(1, INITIAL / 2, 0);
    assertThat(server.frames()).contains("window 1 131072");
    server.receive(data(1, 0, INITIAL));
    assertThat(server.events()).doesNotContain("Failed").hasSize(3);
  }

  @Test
  void noWindowUpdateFollowsTheEnd() {
    server.receive(data(1, SYN | FIN, INITIAL));
    server.frames();
    server.session.consumed(1, INITIAL, 0);
    assertThat(server.frames()).isEmpty();
  }

  @Test
  void aWindowThatIsUsedUpWithinFourRoundTripsGrowsToItsMaximum() {
    measureRoundTrip(server, Duration.ofMillis(100));
    server.receive(frame(WINDOW, SYN, 1, 0));
    server.frames();
    long window = INITIAL;
    for (int i = 0; i < 6; i++) {
      server.now += Duration.ofMillis(100).toNanos();
      server.receive(data(1, 0, (int) window));
      server.session.consumed(1, window, server.now);
      window = Math.min(window * 2, 16 << 20);
      assertThat(server.frames()).containsExactly("window 1 " + window);
    }
    assertThat(window).isEqualTo(16 << 20);
    server.now += Duration.ofMillis(100).toNanos();
    server.receive(data(1, 0, 16 << 20));
    server.session.consumed(1, 16 << 20, server.now);
    assertThat(server.frames()).containsExactly("window 1 " + (16 << 20));
    assertThat(server.metrics.count("yamux.windows.grown")).isEqualTo(6);
  }

  @Test
  void aSlowStreamsWindowDoesNotGrow() {
    measureRoundTrip(server, Duration.ofMillis(100));
    server.receive(data(1, SYN, INITIAL));
    server.frames();
    server.now += Duration.ofMillis(400).toNanos();
    server.session.consumed(1, INITIAL, server.now);
    assertThat(server.frames()).containsExactly("window 1 " + INITIAL);
  }

  @Test
  void allWindowsTogetherStayWithinTheLimitOfTheConnection() {
    SessionFixture bounded =
        new SessionFixture(false, YamuxConfigs.with("connectionReceiveMax", 4L * INITIAL));
    measureRoundTrip(bounded, Duration.ofMillis(100));
    for (int id = 1; id <= 5; id += 2) {
      bounded.receive(data(id, SYN, INITIAL));
    }
    bounded.frames();
    bounded.session.consumed(1, INITIAL, bounded.now);
    assertThat(bounded.frames()).as("3 windows and 1 more").contains("window 1 524288");
    bounded.session.consumed(3, INITIAL, bounded.now);
    assertThat(bounded.frames()).as("no room").contains("window 3 262144");
    assertThat(bounded.metrics.refusals("transport.yamux.connection.receive.max")).isEqualTo(1);
    bounded.session.reset(1);
    bounded.receive(data(3, 0, INITIAL));
    bounded.session.consumed(3, INITIAL, bounded.now);
    assertThat(bounded.frames()).as("room again").contains("window 3 524288");
    bounded.assertNothingHeld();
  }

  // --- fairness

  @Test
  void streamsTakeTurnsFrameByFrame() throws Exception {
    clientWith("frameMax", 1000);
    client.session.open(0);
    client.session.open(0);
    client.session.open(0);
    client.frames();
    client.write(1, 3000);
    client.write(3, 500);
    client.write(5, 2000);
    assertThat(client.frames())
        .containsExactly(
            "data 1 1000",
            "data 3 500",
            "data 5 1000",
            "data 1 1000",
            "data 5 1000",
            "data 1 1000");
  }

  @Test
  void aBulkStreamDelaysAnotherByOneFrameAtMost() throws Exception {
    client.session.open(0);
    client.session.open(0);
    client.frames();
    client.write(1, 200_000);
    client.session.nextOutput().release();
    client.write(3, "urgent");
    client.session.nextOutput().release();
    assertThat(client.frames().get(0)).isEqualTo("data 3 6 urgent");
  }

  @Test
  void windowUpdatesAndPingsGoAheadOfData() throws Exception {
    client.receive(data(2, SYN, INITIAL));
    client.session.open(0);
    client.frames();
    client.write(1, 100_000);
    client.session.consumed(2, INITIAL, 0);
    client.receive(frame(PING, SYN, 0, 42));
    assertThat(client.frames())
        .startsWith("ping+SYN 0 1", "ping+ACK 0 42", "window 2 262144", "data 1 32768");
  }

  @Test
  void aStreamsOwnWindowUpdatesDoNotCostItsTurn() throws Exception {
    clientWith("frameMax", 1000);
    client.receive(data(2, SYN, INITIAL));
    client.session.open(0);
    client.frames();
    client.write(2, 1000);
    client.write(1, 1000);
    client.session.consumed(2, INITIAL, 0);
    assertThat(client.frames())
        .containsExactly("ping+SYN 0 1", "window 2 262144", "data 2 1000", "data 1 1000");
  }

  // --- ping

  @Test
  void aPingIsAnsweredWithItsValue() {
    server.receive(frame(PING, SYN, 0, 0xffff_ffffL));
    assertThat(server.frames()).containsExactly("ping+ACK 0 4294967295");
  }

  @Test
  void theAnswerMeasuresTheRoundTrip() {
    measureRoundTrip(client, Duration.ofMillis(70));
    assertThat(client.metrics.timer("yamux.round.trip").count()).isEqualTo(1);
  }

  @Test
  void anAnswerToNoPingIsIgnored() {
    client.receive(frame(PING, ACK, 0, 77));
    client.session.ping(0);
    client.receive(frame(PING, ACK, 0, 99));
    assertThat(client.events()).isEmpty();
    assertThat(client.metrics.count("yamux.frames.ignored")).isEqualTo(2);
  }

  @Test
  void onePingIsUnderWayAtATime() {
    client.session.ping(0);
    client.session.ping(0);
    assertThat(client.frames()).containsExactly("ping+SYN 0 1");
  }

  @Test
  void aPingNeitherAskedNorAnsweredIsAProtocolError() {
    server.receive(frame(PING, 0, 0, 1));
    assertFailed(server, "a ping with flags 0; it needs SYN or ACK");
  }

  @Test
  void anIdleConnectionIsPingedAndClosedWhenNothingComes() {
    assertThat(client.session.nextDeadline()).isEqualTo(Duration.ofSeconds(30).toNanos());
    client.pass(Duration.ofSeconds(29));
    assertThat(client.frames()).isEmpty();
    client.pass(Duration.ofSeconds(1));
    assertThat(client.frames()).containsExactly("ping+SYN 0 1");
    assertThat(client.session.nextDeadline()).isEqualTo(Duration.ofSeconds(50).toNanos());
    client.pass(Duration.ofSeconds(20));
    assertThat(client.events())
        .containsExactly(
            "PingExpired",
            "Failed TIMEOUT: nothing came from the remote within PT20S of a ping"
                + " (transport.yamux.keepalive.timeout)");
    assertThat(client.frames()).containsExactly("go-away 0 2");
  }

  @Test
  void aConnectionThatReceivesIsNotPinged() {
    for (int i = 0; i < 10; i++) {
      client.pass(Duration.ofSeconds(20));
      client.receive(frame(PING, ACK, 0, 0));
    }
    assertThat(client.frames()).isEmpty();
  }

  @Test
  void aPingExpiresAloneWhenSomethingElseComes() {
    client.session.ping(0);
    client.pass(Duration.ofSeconds(10));
    client.receive(frame(PING, ACK, 0, 0));
    client.pass(Duration.ofSeconds(10));
    assertThat(client.events()).containsExactly("PingExpired");
  }

  @Test
  void withoutAnIntervalThereIsNoDeadline() {
    clientWith("keepaliveInterval", Duration.ZERO);
    assertThat(client.session.nextDeadline()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void answersThatTheConnectionDoesNotTakeAreBounded() {
    SessionFixture strict = new SessionFixture(false, YamuxConfigs.with("controlLimit", 100));
    for (int i = 0; i < 100; i++) {
      strict.receive(frame(PING, SYN, 0, i));
    }
    assertThat(strict.events()).isEmpty();
    strict.receive(frame(PING, SYN, 0, 100));
    List<String> events = strict.events();
    assertThat(events).hasSize(1);
    assertThat(events.get(0))
        .startsWith("Failed LIMIT")
        .contains("101 frames is above the limit of 100", "transport.yamux.control.limit");
    strict.assertNothingHeld();
  }

  // --- go-away

  @Test
  void afterTheRemotesGoAwayNoStreamIsOpenedAndOthersGoOn() throws Exception {
    client.session.open(0);
    client.receive(frame(GO_AWAY, 0, 0, 0));
    assertThat(client.events()).containsExactly("GoAway");
    assertThat(client.session.acceptsOpen()).isFalse();
    client.write(1, "on");
    assertThat(client.frames()).containsExactly("data+SYN 1 2 on");
  }

  @Test
  void afterOwnGoAwayTheRemotesStreamsAreRefusedOnceItHasHeardOfIt() {
    server.receive(data(1, SYN, "before"));
    server.events();
    server.session.goAway();
    server.receive(data(3, SYN, "meanwhile"));
    assertThat(server.events()).containsExactly("Opened 3", "Data 3 meanwhile");
    server.frames();
    server.session.refuseStreams();
    server.receive(data(5, SYN, "after"), data(1, 0, "on"));
    assertThat(server.events()).containsExactly("Data 1 on");
    assertThat(server.frames()).contains("window+RST 5 0");
    assertThat(server.session.acceptsOpen()).isFalse();
  }

  @Test
  void aGoAwayWithAnErrorEndsTheSession() {
    for (int code : new int[] {1, 2, 3, -1}) {
      SessionFixture session = new SessionFixture(true);
      session.receive(frame(GO_AWAY, 0, 0, code));
      assertThat(session.events())
          .singleElement()
          .asString()
          .startsWith(
              "Failed REMOTE_RESET: the remote ended the session with go-away code "
                  + Integer.toUnsignedString(code));
      session.assertNothingHeld();
    }
  }

  @Test
  void theEndResetsStreamsAndSaysGoAway() throws Exception {
    client.session.open(0);
    client.frames();
    client.session.open(0);
    client.session.end(YamuxSession.INTERNAL_ERROR);
    assertThat(client.frames()).containsExactly("window+RST 1 0", "go-away 0 2");
    client.receive(data(2, SYN, "late"), header(9, 9, 9, 9, 9));
    client.session.ping(0);
    client.session.goAway();
    client.session.tick(Long.MAX_VALUE / 2);
    assertThat(client.events()).isEmpty();
    assertThat(client.frames()).isEmpty();
  }

  // --- headers

  @Test
  void anUnknownVersionIsAProtocolError() {
    server.receive(header(1, DATA, SYN, 1, 0));
    assertFailed(server, "version 1 is unknown");
  }

  @Test
  void anUnknownTypeIsAProtocolError() {
    server.receive(header(0, 4, SYN, 1, 0));
    assertFailed(server, "type 4 is unknown");
  }

  @Test
  void theSessionsIdIsForItsFramesAlone() {
    for (int type = DATA; type <= GO_AWAY; type++) {
      SessionFixture session = new SessionFixture(false);
      session.receive(frame(type, SYN, type <= WINDOW ? 0 : 1, 0));
      assertThat(session.events()).singleElement().asString().startsWith("Failed PROTOCOL_ERROR");
      assertThat(session.frames()).containsExactly("go-away 0 1");
      session.assertNothingHeld();
    }
  }

  @Test
  void unknownFlagsMeanNothing() {
    server.receive(frame(WINDOW, SYN | 0xfff0, 1, 0));
    assertThat(server.events()).containsExactly("Opened 1");
  }

  private static void measureRoundTrip(SessionFixture fixture, Duration roundTrip) {
    fixture.session.ping(fixture.now);
    assertThat(fixture.frames()).containsExactly("ping+SYN 0 1");
    fixture.now += roundTrip.toNanos();
    fixture.receive(frame(PING, ACK, 0, 1));
    assertThat(fixture.events()).containsExactly("Pong " + roundTrip.toMillis() + "ms");
  }

  private static long sent(List<String> events) {
    long sum = 0;
    for (String event : new ArrayList<>(events)) {
      if (event.startsWith("Sent ")) {
        sum += Long.parseLong(event.substring(event.lastIndexOf(' ') + 1));
      }
    }
    return sum;
  }

  private static void assertFailed(SessionFixture fixture, String message) {
    assertThat(fixture.events())
        .last()
        .asString()
        .startsWith("Failed PROTOCOL_ERROR: the remote broke Yamux: ")
        .contains(message);
    assertThat(fixture.frames()).last().isEqualTo("go-away 0 1");
    assertThat(fixture.metrics.count("yamux.protocol.errors")).isEqualTo(1);
  }
}
