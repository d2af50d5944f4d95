// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.util.Comparator;
import java.util.List;
import org.chaoschain.api.bytes.Bytes;

/**
 * What a plugin file holds.
 *
 * @param kind what loads it
 * @param name the bundle's symbolic name, or the PF4J plugin id
 * @param version as the file says it
 * @param size of the file, in bytes
 * @param sha256 of the file
 * @param entries all of them, each path once; kept in the order of their paths' UTF-8 bytes
 */
public record PluginContent(
    PluginKind kind,
    String name,
    String version,
    long size,
    Bytes sha256,
    List<PluginEntry> entries) {
  private static final Comparator<PluginEntry> ORDER =
      Comparator.comparing(entry -> StatementText.utf8(entry.path()));

  /**
   * Checks that it can be signed, and keeps a sorted copy of the entries.
   *
   * @throws IllegalArgumentException saying what is wrong with it
   */
  public PluginContent {
    StatementText.checkName(name);
    StatementText.checkVersion(version);
    StatementText.checkSize("file", size);
    StatementText.checkSha256("file", sha256);
    entries = entries.stream().sorted(ORDER).toList();
    for (int i = 1; i < entries.size(); i++) {
      if (entries.get(i).path().equals(entries.get(i - 1).path())) {
        throw new IllegalArgumentException("there are two entries named " + entries.get(i).path());
      }
    }
  }
}
