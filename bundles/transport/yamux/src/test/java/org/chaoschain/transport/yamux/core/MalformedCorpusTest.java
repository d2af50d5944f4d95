// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.chaoschain.testkit.leak.LeakCheck;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Truncated, oversized, misplaced and random frames. None throws, none holds memory, and each
 * either means nothing or fails the session with one specific reason and a go-away.
 */
@ExtendWith(LeakCheck.class)
class MalformedCorpusTest {
  private static final long SEED = 20_251_122;
  private static final long[] NUMBERS = {
    0, 1, 2, 3, 4, 255, 65_535, 262_143, 262_144, 262_145, 0x7fff_ffffL, 0x8000_0000L, 0xffff_ffffL
  };

  /** Every type, flag and id against every number. */
  private static List<byte[]> headers() {
    List<byte[]> corpus = new ArrayList<>();
    for (int version : new int[] {0, 1, 255}) {
      for (int type : new int[] {0, 1, 2, 3, 4, 255}) {
        for (int flags : new int[] {0, 1, 2, 4, 8, 3, 5, 9, 15, 16, 65_535}) {
          for (long id : new long[] {0, 1, 2, 3, 0xffff_fffeL, 0xffff_ffffL}) {
            for (long length : NUMBERS) {
              corpus.add(bytes(Frames.header(version, type, flags, id, length)));
            }
          }
        }
      }
    }
    return corpus;
  }

  /** Conversations cut short, with bytes changed, or with frames in a random order. */
  private static List<byte[]> damaged() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<byte[]> corpus = new ArrayList<>();
    for (int i = 0; i < 2000; i++) {
      byte[] whole = YamuxSplitTest.conversation(random, i % 2 == 0);
      byte[] cut = Arrays.copyOf(whole, random.nextInt(whole.length) + 1);
      for (int flips = random.nextInt(4); flips > 0; flips--) {
        cut[random.nextInt(cut.length)] ^= (byte) (1 << random.nextInt(8));
      }
      corpus.add(cut);
    }
    for (int i = 0; i < 1000; i++) {
      byte[] noise = new byte[1 + random.nextInt(200)];
      random.nextBytes(noise);
      corpus.add(noise);
    }
    return corpus;
  }

  @Test
  void everyHeaderMeansNothingOrFailsTheSession() {
    List<byte[]> corpus = headers();
    assertThat(corpus).hasSizeGreaterThan(10_000);
    corpus.forEach(MalformedCorpusTest::check);
  }

  @Test
  void everyDamagedConversationMeansNothingOrFailsTheSession() {
    damaged().forEach(MalformedCorpusTest::check);
  }

  private static void check(byte[] bytes) {
    SessionFixture server = new SessionFixture(false);
    server.receive(Frames.frame(Frames.WINDOW, Frames.SYN, 3, 0));
    server.receive(Unpooled.wrappedBuffer(bytes));
    String hex = ByteBufUtil.hexDump(bytes);
    List<String> failures =
        server.events().stream().filter(event -> event.startsWith("Failed")).toList();
    List<String> frames = server.frames();
    assertThat(failures).as(hex).hasSizeLessThan(2);
    assertThat(server.session.ended()).as(hex).isEqualTo(!failures.isEmpty());
    if (failures.isEmpty()) {
      assertThat(frames).as(hex).noneMatch(frame -> frame.startsWith("go-away"));
    } else {
      assertThat(frames).as(hex).last().asString().startsWith("go-away");
      assertThat(failures.get(0).length()).as(hex).isGreaterThan(40);
    }
    assertThat(server.session.streams()).as(hex).isLessThan(70);
    server.assertNothingHeld();
  }

  private static byte[] bytes(ByteBuf frame) {
    byte[] bytes = new byte[frame.readableBytes()];
    frame.readBytes(bytes).release();
    return bytes;
  }
}
