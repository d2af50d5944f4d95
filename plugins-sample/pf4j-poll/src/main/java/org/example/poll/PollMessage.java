// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;

/**
 * What the body of a message of the type {@code poll} says, in lines of UTF-8 text.
 *
 * <pre>
 * poll/1                                vote/1
 * Which animal shall the node have?     m-4711
 * a cat                                 2
 * an owl
 * </pre>
 */
public sealed interface PollMessage {
  /** The most bytes that a body may have. */
  int MAX_BYTES = 4096;

  /**
   * Asks everybody.
   *
   * @param question 1 to 256 printable characters
   * @param options 2 to 9 different ones, each of 1 to 100 printable characters
   */
  record Poll(String question, List<String> options) implements PollMessage {
    /** The most options. */
    public static final int MAX_OPTIONS = 9;

    /** Checks the limits. */
    public Poll {
      options = List.copyOf(options);
      checkText("the question", question, 256);
      if (options.size() < 2 || options.size() > MAX_OPTIONS) {
        throw new IllegalArgumentException(
            "a poll has 2 to %d options, not %d".formatted(MAX_OPTIONS, options.size()));
      }
      options.forEach(option -> checkText("an option", option, 100));
      if (new HashSet<>(options).size() < options.size()) {
        throw new IllegalArgumentException("two options are the same");
      }
    }
  }

  /**
   * Answers a poll.
   *
   * @param pollId the id of the message that asked, 1 to 64 printable characters
   * @param option 1 for the first
   */
  record Vote(String pollId, int option) implements PollMessage {
    /** Checks the limits. */
    public Vote {
      checkText("the poll's id", pollId, 64);
      if (option < 1 || option > Poll.MAX_OPTIONS) {
        throw new IllegalArgumentException(
            "a vote is for an option from 1 to %d, not %d".formatted(Poll.MAX_OPTIONS, option));
      }
    }
  }

  /**
   * Reads a body.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  static PollMessage parse(Bytes body) {
    if (body.size() > MAX_BYTES) {
      throw new IllegalArgumentException(
          "the body has %d bytes, at most %d are possible".formatted(body.size(), MAX_BYTES));
    }
    List<String> lines = text(body).lines().toList();
    String form = lines.isEmpty() ? "" : lines.get(0);
    return switch (form) {
      case "poll/1" -> {
        if (lines.size() < 2) {
          throw new IllegalArgumentException("line 2 must be the question");
        }
        yield new Poll(lines.get(1), lines.subList(2, lines.size()));
      }
      case "vote/1" -> {
        if (lines.size() != 3 || !lines.get(2).matches("[1-9]")) {
          throw new IllegalArgumentException(
              "a vote has the poll's id in line 2 and the number of an option in line 3");
        }
        yield new Vote(lines.get(1), Integer.parseInt(lines.get(2)));
      }
      default -> throw new IllegalArgumentException("line 1 must be 'poll/1' or 'vote/1'");
    };
  }

  private static String text(Bytes body) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body.toArray())).toString();
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("the body is no UTF-8", e);
    }
  }

  private static void checkText(String what, String text, int most) {
    if (text.isBlank() || text.length() > most) {
      throw new IllegalArgumentException(
          "%s has 1 to %d characters, not %d".formatted(what, most, text.strip().length()));
    }
    if (text.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException(what + " has a character that does not print");
    }
  }
}
