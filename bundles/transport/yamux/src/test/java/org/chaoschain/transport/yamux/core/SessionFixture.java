// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.transport.yamux.core;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.testkit.sim.RecordedMetrics;

/** One session, its events and frames as text, and a clock that the test moves. */
final class SessionFixture {
  final RecordedMetrics metrics = new RecordedMetrics();
  final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
  final YamuxConfig config;
  final YamuxSession session;
  long now;

  SessionFixture(boolean initiator) {
    this(initiator, YamuxConfig.DEFAULT);
  }

  SessionFixture(boolean initiator, YamuxConfig config) {
    this.config = config;
    this.session =
        new YamuxSession(initiator, config, new YamuxMeters(metrics, config), allocator, 0);
  }

  void pass(Duration time) {
    now += time.toNanos();
    session.tick(now);
  }

  /** Has all frames received, in as many turns as they take; time passes in pauses. */
  void receive(ByteBuf... frames) {
    for (ByteBuf frame : frames) {
      ByteBuf rest = frame;
      while ((rest = session.receive(rest, now)) != null) {
        now += session.pause(now);
      }
    }
  }

  /** Gives a part of the frames in one turn; what it leaves over is the caller's. */
  ByteBuf turn(ByteBuf frames) {
    return session.receive(frames, now);
  }

  void write(long id, String text) {
    session.write(id, Unpooled.copiedBuffer(text, StandardCharsets.UTF_8));
  }

  void write(long id, int size) {
    session.write(id, Unpooled.buffer().writeZero(size));
  }

  /** All events so far; bytes are shown as text, or as their number when there are many. */
  List<String> events() {
    List<String> all = new ArrayList<>();
    YamuxEvent event;
    while ((event = session.poll()) != null) {
      if (event instanceof YamuxEvent.Data data) {
        all.add("Data " + data.id() + " " + text(data.data()));
        data.data().release();
      } else if (event instanceof YamuxEvent.Opened opened) {
        all.add("Opened " + opened.id());
      } else if (event instanceof YamuxEvent.End end) {
        all.add("End " + end.id());
      } else if (event instanceof YamuxEvent.EndSent end) {
        all.add("EndSent " + end.id());
      } else if (event instanceof YamuxEvent.Sent sent) {
        all.add("Sent " + sent.id() + " " + sent.bytes());
      } else if (event instanceof YamuxEvent.Reset reset) {
        all.add("Reset " + reset.id() + " " + reset.reason().kind());
      } else if (event instanceof YamuxEvent.Failed failed) {
        all.add("Failed " + failed.reason());
      } else if (event instanceof YamuxEvent.Pong pong) {
        all.add("Pong " + pong.roundTrip().toMillis() + "ms");
      } else {
        all.add(event.getClass().getSimpleName());
      }
    }
    return all;
  }

  /** All frames that go out now: type, flags, stream id, length, and the bytes of data. */
  List<String> frames() {
    ByteBuf all = Unpooled.buffer();
    ByteBuf next;
    while ((next = session.nextOutput()) != null) {
      all.writeBytes(next);
      next.release();
    }
    List<String> frames = new ArrayList<>();
    while (all.isReadable()) {
      frames.add(frame(all));
    }
    return frames;
  }

  private static String frame(ByteBuf all) {
    if (all.readByte() != 0) {
      throw new AssertionError("version");
    }
    int type = all.readByte();
    String flags = flags(all.readUnsignedShort());
    long id = all.readUnsignedInt();
    long length = all.readUnsignedInt();
    String name = List.of("data", "window", "ping", "go-away").get(type);
    String header = "%s%s %d %d".formatted(name, flags, id, length);
    return type == Frames.DATA && length <= 20 && length > 0
        ? header + " " + text(all.readSlice((int) length))
        : skip(header, all, type == Frames.DATA ? (int) length : 0);
  }

  private static String skip(String header, ByteBuf all, int size) {
    all.skipBytes(size);
    return header;
  }

  private static String flags(int flags) {
    String text = "";
    String[] names = {"SYN", "ACK", "FIN", "RST"};
    for (int i = 0; i < names.length; i++) {
      text += (flags & 1 << i) != 0 ? "+" + names[i] : "";
    }
    return text;
  }

  private static String text(ByteBuf data) {
    return data.readableBytes() > 20
        ? data.readableBytes() + " bytes"
        : data.toString(StandardCharsets.UTF_8);
  }

  void assertNothingHeld() {
    session.end(YamuxSession.NORMAL);
    events();
    frames();
    long held = allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    if (held != 0) {
      throw new AssertionError(held + " bytes of buffers were not released");
    }
  }
}
