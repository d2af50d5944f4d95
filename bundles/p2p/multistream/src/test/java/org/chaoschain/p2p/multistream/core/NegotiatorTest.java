// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.testkit.leak.LeakCheck;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(LeakCheck.class)
class NegotiatorTest {
  private static final String HEADER = "\u0013/multistream/1.0.0\n";

  private final RecordedMetrics metrics = new RecordedMetrics();
  private final NegotiationLimits limits = NegotiationLimits.defaults(metrics);
  private final ByteBuf sent = Unpooled.buffer();

  @Test
  void theWireFormIsThatOfTheSpecification() {
    ByteBuf na = Messages.encode("na");
    assertThat(hex(na)).isEqualTo("036e610a");
    na.release();
  }

  @Test
  void theDialerSendsHeaderAndFirstProposalTogether() {
    new Dialer(List.of("/noise", "/tls/1.0.0"), limits).start(this::out);
    assertThat(sentText()).isEqualTo(HEADER + "\u0007/noise\n");
  }

  @Test
  void theDialerAgreesWhenItsProposalIsRepeated() throws Exception {
    Dialer dialer = new Dialer(List.of("/noise"), limits);
    dialer.start(this::out);
    assertThat(dialer.receive(text(HEADER + "\u0007/noise\n"), this::out)).contains("/noise");
  }

  @Test
  void theDialerTriesTheNextProtocolAfterNa() throws Exception {
    Dialer dialer = new Dialer(List.of("/a", "/b"), limits);
    assertThat(dialer.receive(text(HEADER + "\u0003na\n"), this::out)).isEmpty();
    assertThat(sentText()).isEqualTo("\u0003/b\n");
    assertThat(dialer.receive(text("\u0003/b\n"), this::out)).contains("/b");
  }

  @Test
  void theDialerGivesUpWhenNothingIsLeft() {
    Dialer dialer = new Dialer(List.of("/a", "/b"), limits);
    assertThatThrownBy(() -> dialer.receive(text(HEADER + "\u0003na\n\u0003na\n"), this::out))
        .isInstanceOf(NoCommonProtocolException.class)
        .hasMessage("the remote speaks none of [/a, /b]");
  }

  @Test
  void theDialerRefusesAnAnswerItDidNotAskFor() {
    Dialer dialer = new Dialer(List.of("/a"), limits);
    assertThatThrownBy(() -> dialer.receive(text(HEADER + "\u0003/b\n"), this::out))
        .isInstanceOf(NegotiationException.class)
        .hasMessageContaining("answered '/b' to the proposal '/a'");
  }

  @Test
  void theListenerSendsItsHeaderAtOnce() {
    listener("/a").start(this::out);
    assertThat(sentText()).isEqualTo(HEADER);
  }

  @Test
  void theListenerTakesHeaderAndProposalInOnePiece() throws Exception {
    assertThat(listener("/a").receive(text(HEADER + "\u0003/a\n"), this::out)).contains("/a");
    assertThat(sentText()).isEqualTo("\u0003/a\n");
  }

  @Test
  void theListenerSaysNaAndWaitsForTheNextProposal() throws Exception {
    assertThat(listener("/a").receive(text(HEADER + "\u0003/x\n\u0003/a\n"), this::out))
        .contains("/a");
    assertThat(sentText()).isEqualTo("\u0003na\n\u0003/a\n");
  }

  @Test
  void theListenerAsksForItsProtocolsAtEachProposal() throws Exception {
    Set<String> offered = new TreeSet<>();
    Listener listener = new Listener(() -> offered, limits);
    assertThat(listener.receive(text(HEADER + "\u0003/a\n"), this::out)).isEmpty();
    offered.add("/a");
    assertThat(listener.receive(text("\u0003/a\n"), this::out)).contains("/a");
  }

  @Test
  void whatFollowsTheAgreementIsLeftInTheBuffer() throws Exception {
    ByteBuf in = text(HEADER + "\u0003/a\nhello\u0003na\n");
    assertThat(listener("/a").receive(in, this::out)).contains("/a");
    assertThat(in.toString(StandardCharsets.ISO_8859_1)).isEqualTo("hello\u0003na\n");
  }

  @Test
  void lsIsAnsweredByTheListInOneMessage() throws Exception {
    Listener listener = listener("/a", "/bc");
    assertThat(listener.receive(text(HEADER + "\u0003ls\n"), this::out)).isEmpty();
    assertThat(sentText()).isEqualTo("\n\u0003/a\n\u0004/bc\n\n");
  }

  @Test
  void theListNeverExceedsTheLongestMessage() throws Exception {
    Set<String> many = new TreeSet<>();
    for (int i = 0; i < 500; i++) {
      many.add("/protocol/" + i);
    }
    new Listener(() -> many, limits).receive(text(HEADER + "\u0003ls\n"), this::out);
    int length = (sent.readByte() & 0x7f) | sent.readByte() << 7;
    assertThat(length).isEqualTo(sent.readableBytes()).isBetween(1000, 1024);
  }

  @Test
  void attemptsAreBoundedAndTheRefusalIsCounted() {
    Listener listener = new Listener(Set::of, NegotiationLimits.of(metrics, 1024, 3));
    assertThatThrownBy(
            () -> listener.receive(text(HEADER + "\u0003ls\n" + "\u0003/x\n".repeat(3)), this::out))
        .isInstanceOf(NegotiationException.class)
        .hasMessageContaining("4 proposals is above the limit of 3")
        .hasMessageContaining(NegotiationLimits.ATTEMPTS_KEY);
    assertThat(metrics.refusals(NegotiationLimits.ATTEMPTS_KEY)).isEqualTo(1);
  }

  @Test
  void aMessageOfTheLargestSizeIsTakenAndOneByteMoreIsRefused() throws Exception {
    String largest = "/" + "x".repeat(1022);
    assertThat(listener(largest).receive(text(HEADER + "\u0080\u0008" + largest + "\n"), this::out))
        .contains(largest);
    assertThatThrownBy(() -> listener("/a").receive(text("\u0081\u0008"), this::out))
        .isInstanceOf(NegotiationException.class)
        .hasMessageContaining("1025 bytes is above the limit of 1024")
        .hasMessageContaining(NegotiationLimits.MESSAGE_KEY);
    assertThat(metrics.refusals(NegotiationLimits.MESSAGE_KEY)).isEqualTo(1);
  }

  @Test
  void anotherHeaderIsRefused() {
    assertThatThrownBy(() -> listener("/a").receive(text("\u0013/multistream/2.0.0\n"), this::out))
        .isInstanceOf(NegotiationException.class)
        .hasMessageContaining("'/multistream/2.0.0', not /multistream/1.0.0");
  }

  @Test
  void whatIsNoMessageIsRefusedWithItsOffset() {
    refused(HEADER + "\u0003/ax", "offset 20: it ends with the byte 0x78, not with a newline");
    refused(HEADER + "\u0000", "offset 20: it has not even a newline");
    refused(HEADER + "\u0083\u0000", "offset 20: its length is not in its shortest form");
    refused(HEADER + "\u0080\u0080\u0080\u0080", "its length is not in its shortest form");
    refused(HEADER + "\u0003/\u00ff\n", "offset 20: it is not UTF-8");
  }

  @Test
  void theEndBeforeAnAgreementSaysWhatWasMissing() throws Exception {
    Listener listener = listener("/a");
    assertThat(listener.end()).hasMessage("the remote ended before a protocol was agreed on");
    listener.receive(text("\u0013/mult"), this::out);
    assertThat(listener.end()).hasMessage("the remote ended inside a multistream-select message");
    listener.receive(text("istream/1.0.0\n\u0003/x\n"), this::out);
    assertThat(listener.end())
        .isInstanceOf(NoCommonProtocolException.class)
        .hasMessageContaining("none of the 1 protocols proposed; the last was '/x'");
  }

  @Test
  void whatCannotBeProposedIsRefusedAtOnce() {
    for (List<String> bad :
        List.of(List.<String>of(), List.of(""), List.of("na"), List.of("ls"), List.of("/a\n"))) {
      assertThatThrownBy(() -> new Dialer(bad, limits))
          .isInstanceOf(IllegalArgumentException.class);
    }
    assertThatThrownBy(() -> new Dialer(List.of("/" + "x".repeat(1023)), limits))
        .hasMessageContaining("1025 bytes is above the limit of 1024");
    assertThatThrownBy(
            () -> new Dialer(List.of("/a", "/b"), NegotiationLimits.of(metrics, 1024, 1)))
        .hasMessageContaining("2 proposals is above the limit of 1");
  }

  @Test
  void limitsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(() -> NegotiationLimits.of(metrics, 18, 1))
        .hasMessageContaining("p2p.host.negotiation.max.message is 19 to 65536 bytes, not 18");
    assertThatThrownBy(() -> NegotiationLimits.of(metrics, 1024, 0))
        .hasMessageContaining("p2p.host.negotiation.max.attempts is 1 or more, not 0");
  }

  @Test
  void textOfTheRemoteCannotDisturbALog() {
    assertThat(Negotiator.quote("a\nb\u001b")).isEqualTo("'a?b?'");
    assertThat(Negotiator.quote("x".repeat(1000))).hasSize(67);
  }

  @Test
  void aFailureIsClosedForWhatItIs() {
    assertThat(new NegotiationException(CloseReason.Kind.LIMIT, "m").reason())
        .isEqualTo(new CloseReason(CloseReason.Kind.LIMIT, "m"));
  }

  private void refused(String bytes, String message) {
    assertThatThrownBy(() -> listener("/a").receive(text(bytes), this::out))
        .isInstanceOf(NegotiationException.class)
        .hasMessageContaining(message);
  }

  private Listener listener(String... protocols) {
    Set<String> offered = new TreeSet<>(List.of(protocols));
    return new Listener(() -> offered, limits);
  }

  private void out(ByteBuf data) {
    sent.writeBytes(data);
    data.release();
  }

  private String sentText() {
    return sent.toString(StandardCharsets.ISO_8859_1);
  }

  private static ByteBuf text(String bytes) {
    return Unpooled.wrappedBuffer(bytes.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String hex(ByteBuf data) {
    return ByteBufUtil.hexDump(data);
  }
}
