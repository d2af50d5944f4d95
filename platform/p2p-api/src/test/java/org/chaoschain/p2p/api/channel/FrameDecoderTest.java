// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.junit.jupiter.api.Test;

class FrameDecoderTest {
  private final AtomicLong refused = new AtomicLong();
  private final Limit limit =
      new Limit(
          "test.max.frame",
          300,
          "bytes",
          new Counter() {
            @Override
            public void add(long amount) {
              refused.addAndGet(amount);
            }

            @Override
            public long value() {
              return refused.get();
            }
          });

  private static List<String> feed(FrameDecoder decoder, byte[] bytes, int chunk) throws Exception {
    List<String> frames = new ArrayList<>();
    for (int from = 0; from < bytes.length; from += chunk) {
      int size = Math.min(chunk, bytes.length - from);
      decoder.decode(
          Unpooled.copiedBuffer(bytes, from, size),
          frame -> {
            frames.add(ByteBufUtil.hexDump(frame));
            frame.release();
          });
    }
    return frames;
  }

  @Property
  void any_split_into_chunks_gives_the_same_frames(
      @ForAll @Size(max = 8) List<@IntRange(max = 300) Integer> sizes,
      @ForAll @IntRange(min = 1, max = 400) int chunk)
      throws Exception {
    ByteBuf all = Unpooled.buffer();
    List<String> expected = new ArrayList<>();
    for (int size : sizes) {
      byte[] body = new byte[size];
      java.util.Arrays.fill(body, (byte) size);
      expected.add(ByteBufUtil.hexDump(body));
      ByteBuf frame = FrameDecoder.encode(body);
      all.writeBytes(frame);
      frame.release();
    }
    FrameDecoder decoder = new FrameDecoder("test", limit);
    assertThat(feed(decoder, ByteBufUtil.getBytes(all), chunk)).isEqualTo(expected);
    assertThat(decoder.incomplete()).isFalse();
    all.release();
  }

  @Test
  void a_frame_above_the_limit_is_refused_before_its_bytes_come() {
    FrameDecoder decoder = new FrameDecoder("peer x", limit);
    assertThatThrownBy(() -> feed(decoder, new byte[] {(byte) 0xad, 0x02}, 1))
        .isInstanceOf(LimitExceededException.class)
        .hasMessage(
            "peer x: 301 bytes is above the limit of 300; the key test.max.frame changes it");
    assertThat(refused.get()).isEqualTo(1);
  }

  @Test
  void a_length_of_the_largest_number_is_refused() {
    byte[] longest = {-1, -1, -1, -1, -1, -1, -1, -1, -1, 1};
    assertThatThrownBy(() -> feed(new FrameDecoder("peer x", limit), longest, 3))
        .isInstanceOf(FrameDecoder.MalformedFrameException.class)
        .hasMessage("peer x: a frame's length has more than 5 bytes");
  }

  @Test
  void a_length_that_is_not_minimal_is_refused() {
    assertThatThrownBy(() -> feed(new FrameDecoder("peer x", limit), new byte[] {-128, 0}, 2))
        .isInstanceOf(FrameDecoder.MalformedFrameException.class)
        .hasMessage("peer x: a frame's length is not in minimal form");
  }

  @Test
  void after_a_refusal_nothing_is_accepted() throws Exception {
    FrameDecoder decoder = new FrameDecoder("peer x", limit);
    assertThatThrownBy(() -> feed(decoder, new byte[] {-128, 0}, 2)).isNotNull();
    assertThat(feed(decoder, new byte[] {1, 7}, 2)).isEmpty();
  }

  @Test
  void a_frame_that_has_begun_is_freed() throws Exception {
    FrameDecoder decoder = new FrameDecoder("peer x", limit);
    feed(decoder, new byte[] {5, 1, 2}, 3);
    assertThat(decoder.incomplete()).isTrue();
    decoder.release();
    assertThat(decoder.incomplete()).isFalse();
  }
}
