// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads a configuration file: lines {@code key = value}, lines that begin with {@code #}, and empty
 * lines.
 */
final class ConfigurationFile {
  private ConfigurationFile() {}

  static List<Assignment> read(Path file, List<Problem> problems) {
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
    } catch (CharacterCodingException e) {
      problems.add(new Problem(new Source.Line(file, 1), "the file is not text in UTF-8"));
      return List.of();
    } catch (IOException e) {
      problems.add(new Problem(new Source.Line(file, 1), "the file cannot be read: " + e));
      return List.of();
    }
    return parse(file, text, problems);
  }

  static List<Assignment> parse(Path file, String text, List<Problem> problems) {
    List<Assignment> assignments = new ArrayList<>();
    Map<String, Integer> lineOfKey = new HashMap<>();
    int number = 0;
    for (String raw : text.lines().toList()) {
      number++;
      String line = raw.strip();
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      Source source = new Source.Line(file, number);
      int equals = line.indexOf('=');
      if (equals < 1) {
        problems.add(new Problem(source, "'" + line + "' is not of the form key = value"));
        continue;
      }
      String key = line.substring(0, equals).strip();
      Integer earlier = lineOfKey.putIfAbsent(key, number);
      if (earlier != null) {
        problems.add(
            new Problem(
                source, "the key " + key + " is set twice; it is on line " + earlier + " already"));
        continue;
      }
      assignments.add(new Assignment(key, line.substring(equals + 1).strip(), source));
    }
    return assignments;
  }
}
