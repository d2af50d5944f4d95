// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.chaoschain.api.bytes.Bytes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteReaderTest {
  @ParameterizedTest
  @CsvSource({"01, 1", "7f, 127", "8001, 128", "ff01, 255", "ac02, 300", "808001, 16384"})
  void readsTheExamplesOfTheSpecification(String hex, long value) {
    assertThat(new ByteReader(Bytes.fromHex(hex)).varint()).isEqualTo(value);
  }

  @Property
  void readsWhatItWrote(@ForAll @LongRange(min = 0, max = Long.MAX_VALUE) long value) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteReader.writeVarint(out, value);
    ByteReader reader = new ByteReader(Bytes.wrap(out.toByteArray()));
    assertThat(reader.varint()).isEqualTo(value);
    assertThat(reader.hasMore()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "80", "8000", "8100", "ffffffffffffffffff01", "80808080808080808001"})
  void refusesNumbersThatAreCutOffLongOrNotInTheShortestForm(String hex) {
    ByteReader reader = new ByteReader(Bytes.fromHex(hex));
    assertThatThrownBy(reader::varint).isInstanceOf(MalformedBytesException.class);
  }

  @Test
  void checksLengthsBeforeItAllocates() {
    ByteReader reader = new ByteReader(Bytes.fromHex("0102"));
    assertThatThrownBy(() -> reader.bytes(Long.MAX_VALUE))
        .isInstanceOf(MalformedBytesException.class);
    assertThatThrownBy(() -> reader.bytes(-1)).isInstanceOf(MalformedBytesException.class);
    assertThat(reader.bytes(2)).isEqualTo(Bytes.fromHex("0102"));
  }
}
