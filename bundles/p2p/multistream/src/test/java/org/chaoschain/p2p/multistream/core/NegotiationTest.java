// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.channel.ChannelClosedException;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NegotiationTest {
  private static final String HEADER = "\u0013/multistream/1.0.0\n";
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final ManualLoop loop = new ManualLoop();
  private final TestDuplex near = new TestDuplex(loop);
  private final TestDuplex far = new TestDuplex(loop);
  private final NegotiationLimits limits = NegotiationLimits.defaults(new RecordedMetrics());

  @AfterEach
  void everyBufferIsReleasedAndNoTimerIsLeft() {
    assertThat(near.buffers).allSatisfy(b -> assertThat(b.refCnt()).isZero());
    assertThat(far.buffers).allSatisfy(b -> assertThat(b.refCnt()).isZero());
    assertThat(loop.pendingTimers()).isZero();
  }

  @Test
  void bothSidesAgreeAndReadingIsOff() {
    near.connect(far);
    CompletableFuture<String> dialed = dial("/x", "/b");
    CompletableFuture<String> listened = listen("/a", "/b");
    loop.runAll();
    assertThat(dialed).isCompletedWithValue("/b");
    assertThat(listened).isCompletedWithValue("/b");
    assertThat(near.isReading()).isFalse();
    assertThat(far.isReading()).isFalse();
    assertThat(near.closed()).isFalse();
  }

  @Test
  void theStageCompletesInsideTheExecutor() {
    CompletableFuture<Boolean> inside = new CompletableFuture<>();
    dial("/a").thenRun(() -> inside.complete(loop.inExecutor()));
    loop.runAll();
    near.arrive(bytes(HEADER + "\u0003/a\n"));
    assertThat(inside).isCompletedWithValue(true);
  }

  @Test
  void bytesAfterTheAgreementBelongToTheNextHandler() {
    StringBuilder got = new StringBuilder();
    dial("/a")
        .thenRun(
            () -> {
              near.handler(
                  new DuplexHandler() {
                    @Override
                    public void onRead(ByteBuf data) {
                      got.append(data.toString(StandardCharsets.ISO_8859_1));
                      data.release();
                    }

                    @Override
                    public void onReadEnd() {
                      got.append("<end>");
                    }
                  });
              near.reading(true);
            });
    loop.runAll();
    near.arrive(bytes(HEADER + "\u0003/a\nhel"));
    near.arrive(bytes("lo"));
    near.end();
    assertThat(got).hasToString("hello<end>");
  }

  @Test
  void theListenerAnswersADialerThatSendsItsFirstBytesAtOnce() {
    far.arrive(bytes(HEADER + "\u0003/a\nearly"));
    CompletableFuture<String> listened = listen("/a");
    loop.runAll();
    assertThat(listened).isCompletedWithValue("/a");
    assertThat(far.writtenText()).isEqualTo(HEADER + "\u0003/a\n");
    loop.in(() -> far.reset(CloseReason.LOCAL));
  }

  @Test
  void nothingInCommonClosesBothSidesInAnOrderlyWay() {
    near.connect(far);
    CompletableFuture<String> dialed = dial("/x");
    CompletableFuture<String> listened = listen("/a");
    loop.runAll();
    assertFailed(dialed, NoCommonProtocolException.class);
    assertFailed(listened, NoCommonProtocolException.class);
    assertThat(near.closeReason).isEqualTo(CloseReason.LOCAL);
    assertThat(far.closeReason).isEqualTo(CloseReason.LOCAL);
  }

  @Test
  void malformedBytesResetTheDuplex() {
    CompletableFuture<String> listened = listen("/a");
    loop.runAll();
    far.arrive(bytes("GET / HTTP/1.1\r\n\r\n" + "x".repeat(100)));
    assertFailed(listened, NegotiationException.class);
    assertThat(far.closeReason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
  }

  @Test
  void aMessageAboveTheLimitResetsTheDuplexForTheLimit() {
    CompletableFuture<String> listened = listen("/a");
    loop.runAll();
    far.arrive(bytes("\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0001"));
    assertFailed(listened, NegotiationException.class);
    assertThat(far.closeReason.kind()).isEqualTo(CloseReason.Kind.LIMIT);
    assertThat(far.closeReason.message()).contains(NegotiationLimits.MESSAGE_KEY);
  }

  @Test
  void silenceEndsAtTheDeadline() {
    CompletableFuture<String> dialed = dial("/a");
    loop.runAll();
    loop.advance(TIMEOUT.minusMillis(1));
    assertThat(dialed).isNotDone();
    loop.advance(Duration.ofMillis(1));
    assertFailed(dialed, NegotiationException.class);
    assertThat(near.closeReason)
        .isEqualTo(CloseReason.timeout("no protocol was agreed on within 10000 ms"));
  }

  @Test
  void theEndOfTheRemoteEndsTheNegotiation() {
    CompletableFuture<String> dialed = dial("/a");
    loop.runAll();
    near.end();
    assertFailed(dialed, NegotiationException.class);
    assertThat(near.closeReason.kind()).isEqualTo(CloseReason.Kind.REMOTE);
  }

  @Test
  void anEndInsideAMessageIsAProtocolError() {
    CompletableFuture<String> dialed = dial("/a");
    loop.runAll();
    near.arrive(bytes("\u0013/multi"));
    near.end();
    assertFailed(dialed, NegotiationException.class);
    assertThat(near.closeReason.kind()).isEqualTo(CloseReason.Kind.PROTOCOL_ERROR);
  }

  @Test
  void aChannelThatClosesFailsTheStage() {
    CompletableFuture<String> dialed = dial("/a");
    loop.runAll();
    loop.in(() -> near.reset(CloseReason.connectionLost("cable cut")));
    assertThatThrownBy(dialed::join)
        .hasCauseInstanceOf(ChannelClosedException.class)
        .hasMessageContaining("cable cut");
  }

  @Test
  void aListThatCannotBeProposedClosesTheDuplex() {
    assertFailed(dial(), IllegalArgumentException.class);
    assertThat(near.closed()).isTrue();
  }

  @Test
  void aListenerWhoseListFailsDoesNotWaitForTheDeadline() {
    CompletionStage<String> listened =
        Negotiation.listen(
            far,
            () -> {
              throw new IllegalStateException("gone");
            },
            TIMEOUT,
            loop,
            limits);
    loop.runAll();
    far.arrive(bytes(HEADER + "\u0003/a\n"));
    assertFailed(listened.toCompletableFuture(), IllegalStateException.class);
    assertThat(far.closeReason.kind()).isEqualTo(CloseReason.Kind.HANDLER_FAILED);
  }

  private CompletableFuture<String> dial(String... protocols) {
    return Negotiation.dial(near, List.of(protocols), TIMEOUT, loop, limits).toCompletableFuture();
  }

  private CompletableFuture<String> listen(String... protocols) {
    return Negotiation.listen(far, () -> Set.of(protocols), TIMEOUT, loop, limits)
        .toCompletableFuture();
  }

  private static void assertFailed(
      CompletableFuture<String> stage, Class<? extends Throwable> failure) {
    assertThatThrownBy(stage::join).hasCauseInstanceOf(failure);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
