// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.envelope.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.chaoschain.message.envelope.core.Fixtures.ALICE;
import static org.chaoschain.message.envelope.core.Fixtures.MAX;
import static org.chaoschain.message.envelope.core.Fixtures.bare;
import static org.chaoschain.message.envelope.core.Fixtures.bytes;
import static org.chaoschain.message.envelope.core.Fixtures.join;
import static org.chaoschain.message.envelope.core.Fixtures.status;
import static org.chaoschain.message.envelope.core.Fixtures.wire;

import java.util.Arrays;
import org.chaoschain.message.envelope.core.MalformedEnvelopeException.Reason;
import org.junit.jupiter.api.Test;

class EnvelopeScannerTest {
  private static final byte[] SIGNED = status().build().toByteArray();
  private static final byte[] SIGNATURE = join(bytes(0x4a, 0x40), new byte[64]);
  private static final int END = SIGNED.length;

  @Test
  void aWellFormedEnvelopeIsLaidOpen() throws MalformedEnvelopeException {
    EnvelopeLayout layout = EnvelopeScanner.scan(join(SIGNED, SIGNATURE), MAX);
    assertThat(layout.signedLength()).isEqualTo(END);
    assertThat(layout.payloadNumber()).isEqualTo(6);
    assertThat(layout.payloadLength()).isEqualTo(status().getAgentComm().getSerializedSize());
    assertThat(layout.fields().of(1)).isZero();
    assertThat(layout.fields().of(9)).isEqualTo(END);
    assertThat(layout.fields().of(25)).isEqualTo(-1);
    assertThat(layout.fields().of(4711)).isEqualTo(-1);
  }

  @Test
  void fieldsMayComeInAnyOrderBeforeTheSignature() throws MalformedEnvelopeException {
    byte[] payloadFirst = join(bytes(0x32, 0), bare().build().toByteArray(), SIGNATURE);
    assertThat(EnvelopeScanner.scan(payloadFirst, MAX).payloadNumber()).isEqualTo(6);
  }

  @Test
  void oneByteAboveTheLimitIsTooLarge() {
    byte[] wire = join(SIGNED, SIGNATURE);
    assertThat(refusal(wire, wire.length)).isNull();
    MalformedEnvelopeException e = refusal(wire, wire.length - 1);
    assertThat(e.reason()).isEqualTo(Reason.TOO_LARGE);
    assertThat(e.value()).isEqualTo(wire.length + " bytes");
    assertThat(e.limit()).contains(Integer.toString(wire.length - 1));
  }

  @Test
  void noBytesHaveNoSignature() {
    assertRefused(new byte[0], Reason.MISSING_SIGNATURE, 0);
  }

  @Test
  void everyTruncationIsRefused() {
    byte[] wire = join(SIGNED, SIGNATURE);
    for (int length = 0; length < wire.length; length++) {
      assertThat(refusal(Arrays.copyOf(wire, length), MAX)).as("%d bytes", length).isNotNull();
    }
  }

  @Test
  void aFieldThatEndsBehindTheMessageIsTruncated() {
    MalformedEnvelopeException e = refusal(join(SIGNED, bytes(0x92, 0x03, 0x05, 1, 2)), MAX);
    assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
    assertThat(e.offset()).isEqualTo(END);
    assertThat(e.value()).isEqualTo("a field of 5 bytes");
    assertThat(e.limit()).isEqualTo("2 bytes are left");
  }

  @Test
  void aLengthOf64BitsIsTruncatedAndAllocatesNothing() {
    byte[] huge = bytes(0x92, 3, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1);
    MalformedEnvelopeException e = refusal(join(SIGNED, huge, SIGNATURE), MAX);
    assertThat(e.reason()).isEqualTo(Reason.TRUNCATED);
    assertThat(e.value()).isEqualTo("a field of 18446744073709551615 bytes");
  }

  @Test
  void anOverlongTagIsRefused() {
    assertRefused(join(bytes(0x88, 0x00, 1), SIGNATURE), Reason.OVERLONG_VARINT, 0);
  }

  @Test
  void anOverlongNumberIsRefused() {
    assertRefused(join(bytes(0x08, 0x81, 0x00), SIGNATURE), Reason.OVERLONG_VARINT, 1);
  }

  @Test
  void anOverlongLengthIsRefused() {
    assertRefused(join(bytes(0x12, 0x81, 0x00, 'm'), SIGNATURE), Reason.OVERLONG_VARINT, 1);
  }

  @Test
  void anOverlongLengthOfTheSignatureIsRefused() {
    byte[] wire = join(SIGNED, bytes(0x4a, 0xc0, 0x00), new byte[64]);
    assertRefused(wire, Reason.OVERLONG_VARINT, END + 1);
  }

  @Test
  void aNumberBeyond64BitsIsRefused() {
    byte[] wire = bytes(0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02);
    assertRefused(join(wire, SIGNATURE), Reason.VARINT_OVERFLOW, 1);
    byte[] eleven = bytes(0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x81, 0x01);
    assertRefused(join(eleven, SIGNATURE), Reason.VARINT_OVERFLOW, 1);
  }

  @Test
  void aTagBeyond32BitsIsRefused() {
    assertRefused(
        join(bytes(0x80, 0x80, 0x80, 0x80, 0x10, 0), SIGNATURE), Reason.VARINT_OVERFLOW, 0);
  }

  @Test
  void fieldNumber0IsRefused() {
    assertRefused(join(SIGNED, bytes(0x00, 0), SIGNATURE), Reason.FIELD_NUMBER, END);
  }

  @Test
  void groupsAndUnknownWireTypesAreRefused() {
    for (int wireType : new int[] {3, 4, 6, 7}) {
      assertRefused(join(SIGNED, bytes(0xf0 | wireType, 0x06), SIGNATURE), Reason.WIRE_TYPE, END);
    }
  }

  @Test
  void aKnownFieldWithAnotherWireTypeIsRefused() {
    assertRefused(join(bytes(0x0a, 0), SIGNATURE), Reason.WRONG_WIRE_TYPE, 0);
    assertRefused(join(bytes(0x10, 1), SIGNATURE), Reason.WRONG_WIRE_TYPE, 0);
    assertRefused(join(SIGNED, bytes(0x48, 1)), Reason.WRONG_WIRE_TYPE, END);
    assertRefused(join(SIGNED, bytes(0xc2, 0x01, 0)), Reason.WRONG_WIRE_TYPE, END);
  }

  @Test
  void aRepeatedSingularFieldIsRefused() {
    assertRefused(join(SIGNED, bytes(0x08, 1), SIGNATURE), Reason.REPEATED_FIELD, END);
    assertRefused(join(SIGNED, bytes(0x12, 0), SIGNATURE), Reason.REPEATED_FIELD, END);
  }

  @Test
  void aRepeatedUnknownFieldIsRefusedBelow100AndKeptFrom100() {
    byte[] field99 = bytes(0x98, 0x06, 1);
    byte[] field100 = bytes(0xa0, 0x06, 1);
    assertThat(refusal(join(SIGNED, field99, SIGNATURE), MAX)).isNull();
    assertRefused(
        join(SIGNED, field99, field99, SIGNATURE), Reason.REPEATED_FIELD, END + field99.length);
    assertThat(refusal(join(SIGNED, field100, field100, SIGNATURE), MAX)).isNull();
  }

  @Test
  void aSecondPayloadIsRefusedEvenIfItIsOfALaterVersion() {
    assertRefused(join(SIGNED, bytes(0x42, 0), SIGNATURE), Reason.SECOND_PAYLOAD, END);
    assertRefused(join(SIGNED, bytes(0x32, 0), SIGNATURE), Reason.SECOND_PAYLOAD, END);
    assertRefused(join(SIGNED, bytes(0x9a, 0x01, 0), SIGNATURE), Reason.SECOND_PAYLOAD, END);
  }

  @Test
  void aPayloadOfALaterVersionIsAPayload() throws MalformedEnvelopeException {
    byte[] wire = join(bare().build().toByteArray(), bytes(0x72, 1, 7), SIGNATURE);
    assertThat(EnvelopeScanner.scan(wire, MAX).payloadNumber()).isEqualTo(14);
  }

  @Test
  void aMissingPayloadIsRefused() {
    assertRefused(wire(bare().build(), ALICE), Reason.MISSING_PAYLOAD, 0);
  }

  @Test
  void aMissingSignatureIsRefused() {
    assertRefused(SIGNED, Reason.MISSING_SIGNATURE, END);
  }

  @Test
  void aSecondSignatureIsRefused() {
    assertRefused(join(SIGNED, SIGNATURE, SIGNATURE), Reason.SECOND_SIGNATURE, END + 66);
  }

  @Test
  void aSignatureThatIsNotLastIsRefused() {
    assertRefused(join(SIGNATURE, SIGNED), Reason.MISPLACED_SIGNATURE, 0);
    assertRefused(join(SIGNED, SIGNATURE, bytes(0x98, 0x06, 1)), Reason.MISPLACED_SIGNATURE, END);
  }

  @Test
  void aSignatureOfAnotherSizeIsRefused() {
    assertRefused(join(SIGNED, bytes(0x4a, 0x3f), new byte[63]), Reason.SIGNATURE_SIZE, END);
    assertRefused(join(SIGNED, bytes(0x4a, 0x41), new byte[65]), Reason.SIGNATURE_SIZE, END);
    assertRefused(join(SIGNED, bytes(0x4a, 0x00)), Reason.SIGNATURE_SIZE, END);
  }

  private static void assertRefused(byte[] wire, Reason reason, int offset) {
    MalformedEnvelopeException e = refusal(wire, MAX);
    assertThat(e).as("expected %s", reason).isNotNull();
    assertThat(e.reason()).isEqualTo(reason);
    assertThat(e.offset()).isEqualTo(offset);
    assertThat(e.value()).isNotBlank();
    assertThat(e.limit()).isNotBlank();
  }

  private static MalformedEnvelopeException refusal(byte[] wire, int max) {
    return catchThrowableOfType(
        MalformedEnvelopeException.class, () -> EnvelopeScanner.scan(wire, max));
  }
}
