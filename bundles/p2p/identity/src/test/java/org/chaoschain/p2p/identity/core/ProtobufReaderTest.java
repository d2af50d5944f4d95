// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identity.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProtobufReaderTest {
  @Property
  void readsWhatWasWritten(
      @ForAll @IntRange(min = 1, max = 0x1fffffff) int field,
      @ForAll long number,
      @ForAll @Size(min = 1, max = 300) byte[] value)
      throws MalformedInputException {
    Bytes encoded =
        new ProtobufWriter().number(field, number).bytes(field, Bytes.copyOf(value)).done();
    ProtobufReader reader = new ProtobufReader(encoded);
    if (number != 0) {
      assertThat(reader.field()).isEqualTo(field);
      assertThat(reader.number()).isEqualTo(number);
    }
    assertThat(reader.field()).isEqualTo(field);
    assertThat(reader.bytes()).isEqualTo(Bytes.copyOf(value));
    assertThat(reader.hasNext()).isFalse();
  }

  @Test
  void skipsEveryKindOfValue() throws MalformedInputException {
    Bytes encoded =
        Bytes.fromHex(
            "08ffffffffffffffffff01" + "110102030405060708" + "1a03010203" + "2501020304" + "2801");
    ProtobufReader reader = new ProtobufReader(encoded);
    for (int field = 1; field <= 4; field++) {
      assertThat(reader.field()).isEqualTo(field);
      reader.skip();
    }
    assertThat(reader.field()).isEqualTo(5);
    assertThat(reader.number()).isEqualTo(1);
    assertThat(reader.hasNext()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "00", // field 0
        "80", // cut off
        "0b", // a group
        "0c", // the end of a group
        "0e", // a wire type that does not exist
        "0880", // number cut off
        "08ffffffffffffffffff02", // 65 bits
        "0880808080808080808080808001", // too long
        "09010203", // fixed64 cut off
        "0a02ff", // bytes cut off
        "0affffffffffffffffff01", // 2^64 - 1 bytes
        "0affffffffffffffff7f", // 2^63 - 1 bytes
        "0d0102", // fixed32 cut off
        "f8ffffffffffffffff0101" // field number too large
      })
  void refusesWhatIsNoField(String hex) {
    ProtobufReader reader = new ProtobufReader(Bytes.fromHex(hex));
    assertThatThrownBy(
            () -> {
              reader.field();
              reader.skip();
            })
        .isInstanceOf(MalformedInputException.class);
  }

  @Test
  void refusesAValueOfAnotherKind() throws MalformedInputException {
    ProtobufReader number = new ProtobufReader(Bytes.fromHex("0801"));
    number.field();
    assertThatThrownBy(number::bytes).hasMessage("the field has wire type 0, not 2");
    ProtobufReader bytes = new ProtobufReader(Bytes.fromHex("0a0101"));
    bytes.field();
    assertThatThrownBy(bytes::number).hasMessage("the field has wire type 2, not 0");
  }
}
