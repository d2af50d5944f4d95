// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** However the bytes are cut, a session comes to the same events and the same answers. */
class YamuxSplitTest {
  private static final int FRAMES = 60;

  @Property(tries = 300)
  void anySplitGivesTheSameResult(@ForAll long seed) {
    byte[] bytes = conversation(new SplittableRandom(seed), false);
    String whole = outcome(bytes, bytes.length, seed);
    assertThat(outcome(bytes, 1, seed)).isEqualTo(whole);
    assertThat(outcome(bytes, 0, seed)).isEqualTo(whole);
  }

  @Property(tries = 300)
  void anySplitOfABrokenConversationGivesTheSameResult(@ForAll long seed) {
    byte[] bytes = conversation(new SplittableRandom(seed), true);
    String whole = outcome(bytes, bytes.length, seed);
    assertThat(outcome(bytes, 1, seed)).isEqualTo(whole);
    assertThat(outcome(bytes, 0, seed)).isEqualTo(whole);
  }

  /**
   * Frames of a remote that dialled, mostly within the rules; broken ones have any flags and ids.
   */
  static byte[] conversation(SplittableRandom random, boolean broken) {
    ByteBuf all = Unpooled.buffer();
    int opened = 0;
    for (int i = 0; i < FRAMES; i++) {
      boolean wild = broken && random.nextInt(20) == 0;
      int type = wild ? random.nextInt(6) : random.nextInt(10) == 0 ? 2 : random.nextInt(2);
      boolean opens = opened == 0 || random.nextInt(4) == 0;
      long id = type == 2 ? 0 : opens ? 2L * opened + 1 : 2L * random.nextInt(opened) + 1;
      int flags = type == 2 || opens ? Frames.SYN : random.nextInt(12) == 0 ? Frames.FIN : 0;
      if (wild) {
        flags = random.nextInt(16);
        id = random.nextInt(8);
      }
      opened += id == 2L * opened + 1 && (flags & Frames.SYN) != 0 ? 1 : 0;
      int size = type == 0 ? random.nextInt(300) : random.nextInt();
      all.writeBytes(Frames.frame(type, flags, id, size));
      if (type == 0) {
        byte[] payload = new byte[size];
        random.nextBytes(payload);
        all.writeBytes(payload);
      }
    }
    byte[] bytes = new byte[all.readableBytes()];
    all.readBytes(bytes).release();
    return bytes;
  }

  /**
   * What a session makes of bytes.
   *
   * @param piece the size of the pieces, 0 for random ones
   */
  private static String outcome(byte[] bytes, int piece, long seed) {
    SessionFixture server = new SessionFixture(false);
    SplittableRandom random = new SplittableRandom(seed);
    List<String> events = new ArrayList<>();
    for (int from = 0; from < bytes.length; ) {
      int most = bytes.length - from;
      int size = Math.min(most, piece == 0 ? 1 + random.nextInt(40) : piece);
      server.receive(Unpooled.copiedBuffer(bytes, from, size));
      from += size;
      collect(server.session, events);
    }
    String outcome = String.join("\n", events) + "\n--\n" + String.join("\n", server.frames());
    server.assertNothingHeld();
    return outcome;
  }

  private static void collect(YamuxSession session, List<String> events) {
    YamuxEvent event;
    while ((event = session.poll()) != null) {
      if (event instanceof YamuxEvent.Data data) {
        String hex = ByteBufUtil.hexDump(data.data());
        data.data().release();
        String stream = "Data " + data.id() + " ";
        int last = events.size() - 1;
        if (last >= 0 && events.get(last).startsWith(stream)) {
          events.set(last, events.get(last) + hex);
        } else {
          events.add(stream + hex);
        }
      } else {
        events.add(event.toString());
      }
    }
  }
}
