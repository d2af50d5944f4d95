// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.noise.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.bytes.Bytes;

class FrameReaderTest {
  @Property(tries = 500)
  void anyCutOfTheBytesGivesTheSameFrames(
      @ForAll @Size(max = 8) List<@IntRange(max = 3000) Integer> sizes,
      @ForAll @Size(max = 40) List<@IntRange(min = 1, max = 700) Integer> cuts)
      throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Bytes> sent = new ArrayList<>();
    for (int size : sizes) {
      byte[] frame = new byte[size];
      Arrays.fill(frame, (byte) sent.size());
      sent.add(Bytes.copyOf(frame));
      out.write(size >> 8);
      out.write(size);
      out.writeBytes(frame);
    }
    ByteBuf wire = Unpooled.wrappedBuffer(out.toByteArray());
    FrameReader reader = new FrameReader();
    List<Bytes> got = new ArrayList<>();
    for (int i = 0; wire.isReadable(); i++) {
      int size = i < cuts.size() ? cuts.get(i) : wire.readableBytes();
      ByteBuf piece = wire.readSlice(Math.min(size, wire.readableBytes()));
      while (reader.next(piece, length -> {})) {
        got.add(Bytes.copyOf(reader.frame(), 0, reader.length()));
      }
      assertThat(piece.isReadable()).isFalse();
    }
    assertThat(got).isEqualTo(sent);
    assertThat(reader.inFrame()).isFalse();
  }

  @Example
  void memoryIsTakenAsBytesArriveNotAsTheyAreAnnounced() throws Exception {
    FrameReader reader = new FrameReader();
    assertThat(reader.next(Unpooled.wrappedBuffer(new byte[] {-1, -1, 1}), length -> {})).isFalse();
    assertThat(reader.frame().length).isLessThan(1024);
    assertThat(reader.inFrame()).isTrue();
    assertThat(reader.progress()).isEqualTo("1 of 65535 bytes");
  }

  @Example
  void aLengthThatIsRefusedIsNotReadOn() {
    FrameReader reader = new FrameReader();
    ByteBuf in = Unpooled.wrappedBuffer(new byte[] {1, 0, 9, 9});
    assertThatThrownBy(
            () ->
                reader.next(
                    in,
                    length -> {
                      throw new NoiseException(NoiseException.Cause.LIMIT, "too long: " + length);
                    }))
        .hasMessage("too long: 256");
    assertThat(in.readableBytes()).isEqualTo(2);
  }

  @Example
  void theReaderSaysHowFarItIs() throws Exception {
    FrameReader reader = new FrameReader();
    assertThat(reader.inFrame()).isFalse();
    reader.next(Unpooled.wrappedBuffer(new byte[] {0}), length -> {});
    assertThat(reader.inFrame()).isTrue();
    assertThat(reader.progress()).isEqualTo("1 of 2 bytes of its length");
  }
}
