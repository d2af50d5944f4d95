// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.dev;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a node adds to its log, {@code logs/node.log}. For one thread. */
final class LogTail {
  private static final Pattern LINE =
      Pattern.compile("\\S+ (TRACE|DEBUG|INFO|WARN|ERROR) +\\[.*?\\] (\\S+) - (.*)");
  private static final int MOST_AT_ONCE = 1 << 20;
  private static final int LONGEST_LINE = 16 << 10;

  private final Path file;
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private long position;
  private Optional<Line> last = Optional.empty();

  LogTail(Path file) {
    this.file = file;
  }

  /**
   * A line of the log.
   *
   * @param level such as {@code INFO}
   * @param logger its full name
   * @param text the message, or a further line of it
   * @param further whether it goes on with the message before it, as a stack trace does
   */
  record Line(String level, String logger, String text, boolean further) {
    /** Whether somebody should look at it. */
    boolean alarming() {
      return level.equals("WARN") || level.equals("ERROR");
    }
  }

  /** The lines that were added since the last call. */
  List<Line> read() {
    List<Line> lines = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() < position) { // a new file has begun
        position = 0;
        rest.reset();
      }
      ByteBuffer bytes =
          ByteBuffer.allocate((int) Math.min(MOST_AT_ONCE, channel.size() - position));
      channel.read(bytes, position);
      position += bytes.position();
      bytes.flip();
      while (bytes.hasRemaining()) {
        byte next = bytes.get();
        if (next == '\n') {
          lines.add(line(rest.toString(StandardCharsets.UTF_8)));
          rest.reset();
        } else if (rest.size() < LONGEST_LINE) {
          rest.write(next);
        }
      }
    } catch (IOException e) {
      // there is no log yet
    }
    return lines;
  }

  private Line line(String text) {
    Matcher matcher = LINE.matcher(text);
    Line line =
        matcher.matches()
            ? new Line(matcher.group(1), matcher.group(2), matcher.group(3), false)
            : new Line(
                last.map(Line::level).orElse("INFO"),
                last.map(Line::logger).orElse(""),
                text,
                true);
    last = Optional.of(line);
    return line;
  }
}
