// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A section of {@code docs/interop.md}, between two markers that name it. Everything outside of the
 * markers is written by hand. A section that would say the same as before but for its date is left
 * as it is.
 */
final class Outcome {
  private final String section;
  private final StringBuilder text = new StringBuilder();

  Outcome(String section) {
    this.section = section;
  }

  /** A paragraph. */
  Outcome paragraph(String line) {
    text.append(line).append("\n\n");
    return this;
  }

  /** The versions of these peers: of libp2p itself, and of the part that is under test. */
  Outcome versions(List<Peer> peers, String part) {
    Map<String, String> all = new TreeMap<>();
    peers.forEach(peer -> all.putAll(peer.versions()));
    List<String> named = new ArrayList<>();
    all.forEach(
        (name, version) -> {
          if (name.endsWith("libp2p") || name.contains(part)) {
            named.add("`%s` %s".formatted(name, version));
          }
        });
    return paragraph("Against " + String.join(", ", named) + ".");
  }

  /** A table: its head, then its rows. */
  Outcome table(List<String> head, List<List<String>> rows) {
    row(head);
    text.append("|---".repeat(head.size())).append("|\n");
    rows.forEach(this::row);
    text.append('\n');
    return this;
  }

  private void row(List<String> cells) {
    text.append("| ").append(String.join(" | ", cells)).append(" |\n");
  }

  /**
   * Writes the section.
   *
   * @throws IllegalStateException if the document has no such markers
   */
  void write() throws IOException {
    Path file = Path.of(System.getProperty("outcome.file"));
    String before = Files.readString(file);
    String begin = "<!-- begin " + section + " -->\n";
    String end = "<!-- end " + section + " -->\n";
    Matcher found =
        Pattern.compile(Pattern.quote(begin) + "(.*?)" + Pattern.quote(end), Pattern.DOTALL)
            .matcher(before);
    if (!found.find()) {
      throw new IllegalStateException(file + " lacks the lines " + begin + end);
    }
    if (undated(found.group(1)).equals(text.toString())) {
      return;
    }
    String dated = "Outcome of %s.\n\n".formatted(LocalDate.now(ZoneOffset.UTC)) + text;
    Files.writeString(
        file, before.substring(0, found.start(1)) + dated + before.substring(found.end(1)));
  }

  private static String undated(String section) {
    return section.replaceFirst("^Outcome of [0-9-]+\\.\n\n", "");
  }
}
