// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.contract;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.channel.DuplexHandler;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;

/** Answers each line of lower-case letters in capitals; sound, or with one fault. */
final class LineProtocol implements StreamProtocol {
  /** What can be wrong with it. */
  enum Fault {
    THROWS_ON_GARBAGE,
    IGNORES_BACKPRESSURE,
    KEEPS_BUFFERS,
    NEVER_ENDS,
    EXPECTS_WHOLE_LINES,
    CLOSES_WITHOUT_A_REASON,
    CUTS_WHEN_RETIRED,
    THROWS_WHEN_RETIRED
  }

  private static final CloseReason CUT =
      new CloseReason(CloseReason.Kind.SHUTDOWN, "it is retired");

  private static final int LONGEST_LINE = 1000;

  private final Set<Fault> faults = EnumSet.noneOf(Fault.class);

  LineProtocol(Fault... faults) {
    this.faults.addAll(List.of(faults));
  }

  @Override
  public List<String> protocols() {
    return List.of("/lines/1.0.0");
  }

  @Override
  public void onStream(Stream stream) {
    stream.handler(new Lines(stream));
    stream.reading(true);
  }

  @Override
  public void onRetired(Stream stream) {
    if (faults.contains(Fault.CUTS_WHEN_RETIRED)) {
      stream.reset(CUT);
    } else if (faults.contains(Fault.THROWS_WHEN_RETIRED)) {
      throw new IllegalStateException("not now");
    }
  }

  private final class Lines implements DuplexHandler {
    private final Stream stream;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Lines(Stream stream) {
      this.stream = stream;
    }

    @Override
    public void onRead(ByteBuf data) {
      if (faults.contains(Fault.EXPECTS_WHOLE_LINES)) {
        line.reset();
      }
      while (data.isReadable() && !stream.closed()) {
        take(data.readByte());
      }
      if (!faults.contains(Fault.KEEPS_BUFFERS)) {
        data.release();
      }
    }

    private void take(byte next) {
      if (next == '\n') {
        answer(line.toString(StandardCharsets.US_ASCII));
        line.reset();
      } else if (next < 'a' || next > 'z' || line.size() == LONGEST_LINE) {
        refuse(next);
      } else {
        line.write(next);
      }
    }

    private void refuse(byte next) {
      if (faults.contains(Fault.THROWS_ON_GARBAGE)) {
        throw new IllegalArgumentException("no letter: " + next);
      } else if (faults.contains(Fault.CLOSES_WITHOUT_A_REASON)) {
        stream.close();
      } else {
        stream.reset(
            CloseReason.protocolError("byte %d at %d is no letter".formatted(next, line.size())));
      }
    }

    private void answer(String text) {
      byte[] bytes = (text.toUpperCase(Locale.ROOT) + "\n").getBytes(StandardCharsets.US_ASCII);
      if (!stream.write(Unpooled.wrappedBuffer(bytes))
          && !faults.contains(Fault.IGNORES_BACKPRESSURE)) {
        stream.reading(false);
      }
    }

    @Override
    public void onWritable() {
      stream.reading(true);
    }

    @Override
    public void onReadEnd() {
      if (!faults.contains(Fault.NEVER_ENDS)) {
        stream.close();
      }
    }
  }
}
