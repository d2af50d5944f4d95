// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.demo;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import org.chaoschain.cli.terminal.Json;

/**
 * What the agents say, line by line. A conversation file has one JSON object a line: {@code
 * {"from":"ada","to":"bob","type":"discussion","content":{…}}}; without {@code to} it is for all.
 *
 * @param lines in the order of the file; at least one
 */
record Conversation(List<Line> lines) {
  private static final int MAX_BYTES = 16 << 20;
  private static final int MAX_LINES = 20_000;
  private static final int MAX_AGENTS = 64;
  private static final int MAX_PROBLEMS = 20;

  /** Keeps an immutable copy. */
  Conversation {
    lines = List.copyOf(lines);
  }

  /** Everybody who speaks or is spoken to, in the order of appearance. */
  List<String> agents() {
    Set<String> agents = new LinkedHashSet<>();
    for (Line line : lines) {
      agents.add(line.from());
      line.to().ifPresent(agents::add);
    }
    return List.copyOf(agents);
  }

  /**
   * Reads a file.
   *
   * @throws CliException with {@link ExitCode#USAGE} that names each malformed line by its number,
   *     or with {@link ExitCode#NOT_FOUND}
   */
  static Conversation read(Path file) {
    return parse(file.toString(), text(file));
  }

  static Conversation parse(String name, String text) {
    List<Line> lines = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    int number = 0;
    for (String raw : (Iterable<String>) text.lines()::iterator) {
      number++;
      if (raw.isBlank()) {
        continue;
      }
      try {
        lines.add(line(number, raw));
      } catch (IllegalArgumentException e) {
        problems.add("%s:%d: %s".formatted(name, number, e.getMessage()));
      }
      if (problems.size() == MAX_PROBLEMS) {
        problems.add("… and perhaps more after line " + number);
        break;
      }
    }
    if (!problems.isEmpty()) {
      throw new CliException(
          ExitCode.USAGE,
          String.join(System.lineSeparator(), problems),
          "correct the conversation; nothing was started");
    }
    Conversation conversation = new Conversation(lines);
    checkSize(name, conversation);
    return conversation;
  }

  private static void checkSize(String name, Conversation conversation) {
    String problem = null;
    if (conversation.lines().isEmpty()) {
      problem = "the conversation has no line";
    } else if (conversation.lines().size() > MAX_LINES) {
      problem =
          "the conversation has %d lines; at most %d are played"
              .formatted(conversation.lines().size(), MAX_LINES);
    } else if (conversation.agents().size() > MAX_AGENTS) {
      problem =
          "the conversation has %d agents; at most %d take part"
              .formatted(conversation.agents().size(), MAX_AGENTS);
    }
    if (problem != null) {
      throw new CliException(ExitCode.USAGE, name + ": " + problem, "nothing was started");
    }
  }

  private static Line line(int number, String raw) {
    Map<String, Object> object = Json.read(raw);
    LineRules.check(object);
    Map<String, Object> content = new LinkedHashMap<>();
    ((Map<?, ?>) object.get("content")).forEach((k, v) -> content.put(String.valueOf(k), v));
    return new Line(
        number,
        (String) object.get("from"),
        Optional.ofNullable((String) object.get("to")),
        (String) object.get("type"),
        content);
  }

  private static String text(Path file) {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new CliException(
            ExitCode.USAGE,
            "%s has %d bytes; a conversation has at most %d"
                .formatted(file, Files.size(file), MAX_BYTES),
            "nothing was started");
      }
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw new CliException(ExitCode.USAGE, file + " is not text in UTF-8", "nothing was started");
    } catch (IOException e) {
      throw new CliException(
          ExitCode.NOT_FOUND, "the conversation cannot be read: " + e, "nothing was started");
    }
  }
}
