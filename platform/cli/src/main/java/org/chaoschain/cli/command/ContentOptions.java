// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.chaoschain.cli.terminal.CliException;
import org.chaoschain.cli.terminal.ExitCode;
import picocli.CommandLine.Option;

/** What is said, for {@code send} and {@code broadcast}. */
final class ContentOptions {
  @Option(
      names = {"-t", "--type"},
      paramLabel = "TYPE",
      defaultValue = "discussion",
      description = {
        "discussion (default; fields topic, text), status (mood, text), alliance (alliance, action, terms), announcement (name, description, capabilities), meme (hash, comment; or for all: format, caption, data), extension (extension, schema, body, fallback): a type that a plugin defines."
      })
  String type;

  @Option(
      names = {"-F", "--field"},
      paramLabel = "NAME=VALUE",
      description = "A field of the type; @FILE as value reads a file.")
  Map<String, String> fields = new LinkedHashMap<>();

  @Option(
      names = "--reply-to",
      paramLabel = "ID",
      description = "The id of the message that is answered.")
  String replyTo;

  @Option(names = "--critical", description = "Claims that it is urgent.")
  boolean critical;

  @Option(
      names = "--ttl",
      paramLabel = "TIME",
      description = "How long it is of use: 30s, 10m, 1h (default: 1m).")
  String timeToLive;

  /**
   * The arguments of the request.
   *
   * @param from the sending agent's name or id, or null for the only one
   * @param text what is said, or null: the field of the type that holds words
   */
  Map<String, Object> arguments(String from, String text) {
    Map<String, Object> arguments = new LinkedHashMap<>();
    if (type.equals("discussion")) {
      arguments.put("topic", "chat");
    }
    put(arguments, wordsOf(type), text);
    fields.forEach((name, value) -> arguments.put(name, value(name, value)));
    put(arguments, "type", type);
    put(arguments, "from", from);
    put(arguments, "reply_to", replyTo);
    put(arguments, "ttl", timeToLive);
    if (critical) {
      arguments.put("critical", true);
    }
    return arguments;
  }

  private static String wordsOf(String type) {
    return switch (type) {
      case "alliance" -> "terms";
      case "announcement" -> "description";
      case "meme" -> "comment";
      case "extension" -> "body";
      default -> "text";
    };
  }

  private static Object value(String name, String value) {
    String text = value.startsWith("@") ? read(Path.of(value.substring(1))) : value;
    if (name.equals("capabilities")) {
      return Arrays.stream(text.split(",")).map(String::strip).toList();
    }
    if (name.equals("schema")) {
      try {
        return Integer.parseInt(text);
      } catch (NumberFormatException e) {
        throw new CliException(
            ExitCode.USAGE, "the field schema is a whole number, not '" + text + "'", "");
      }
    }
    return text;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new CliException(
          ExitCode.NOT_FOUND, "the file %s cannot be read: %s".formatted(file, e), "");
    }
  }

  private static void put(Map<String, Object> arguments, String name, Object value) {
    if (value != null) {
      arguments.put(name, value);
    }
  }
}
