// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.host.core.gate.GateRule;
import org.chaoschain.p2p.host.core.gate.GateRule.Subject;
import org.chaoschain.p2p.host.core.gate.GateRules;

/**
 * The rules of the control command on disk: a line with the format's version, then one line for
 * each rule: {@code allow} or {@code deny}, the subject, and the reason if there is one. A change
 * is on the disk before it is in force; the file is replaced as a whole.
 */
final class GateFile {
  private static final String HEADER = "chaoschain-gate 1";

  /** 4096 rules of the longest kind, and some. */
  private static final long MAX_BYTES = 2L << 20;

  private final Path file;

  GateFile(Path folder) {
    this.file = folder.resolve("rules.txt");
  }

  Path path() {
    return file;
  }

  /**
   * Reads the rules; none if there is no file.
   *
   * @throws IOException if it cannot be read or understood; the message names file and line
   */
  GateRules read() throws IOException {
    if (!Files.exists(file)) {
      return GateRules.NONE;
    }
    if (Files.size(file) > MAX_BYTES) {
      throw new IOException(
          "%s has %d bytes, more than %d".formatted(file, Files.size(file), MAX_BYTES));
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.get(0).equals(HEADER)) {
      throw new IOException(
          "%s:1: '%s' is expected, the only format that this version reads"
              .formatted(file, HEADER));
    }
    List<GateRule> rules = new ArrayList<>();
    for (int i = 1; i < lines.size(); i++) {
      rules.add(rule(lines.get(i), i + 1));
    }
    return GateRules.of(rules);
  }

  private GateRule rule(String line, int number) throws IOException {
    String[] parts = line.split(" ", 3);
    boolean allow = parts[0].equals("allow");
    if (parts.length < 2 || !(allow || parts[0].equals("deny"))) {
      throw new IOException(
          "%s:%d: a line is 'allow' or 'deny', a subject and a reason".formatted(file, number));
    }
    try {
      return new GateRule(allow, Subject.parse(parts[1]), parts.length == 3 ? parts[2] : "");
    } catch (IllegalArgumentException e) {
      throw new IOException("%s:%d: %s".formatted(file, number, e.getMessage()), e);
    }
  }

  /** Replaces the file; it is on the disk when this returns. */
  void write(GateRules rules) throws IOException {
    StringBuilder text = new StringBuilder(HEADER).append('\n');
    for (GateRule rule : rules.all()) {
      text.append(rule.allow() ? "allow " : "deny ").append(rule.subject());
      text.append(rule.reason().isEmpty() ? "" : " " + rule.reason()).append('\n');
    }
    Path temporary = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(temporary);
    Files.createFile(
        temporary,
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    try (FileChannel channel = FileChannel.open(temporary, StandardOpenOption.WRITE)) {
      ByteBuffer bytes = StandardCharsets.UTF_8.encode(text.toString());
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      channel.force(true);
    }
    Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
    try (FileChannel folder = FileChannel.open(file.getParent(), StandardOpenOption.READ)) {
      folder.force(true); // the file's new name
    }
  }
}
