// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.time.Instant;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;

/**
 * What a publisher says of a plugin file. Its text has one form only, so that equal statements are
 * equal bytes: {@code docs/plugins/signatures.md} gives it.
 *
 * @param content what the file holds
 * @param publisher who says so
 * @param created when, to the second
 * @param expires from when on the file is not to be installed any more, to the second; empty for
 *     never
 */
public record PluginStatement(
    PluginContent content, PublisherId publisher, Instant created, Optional<Instant> expires) {
  /** The version of the form, and the first line of the text. */
  static final String FIRST_LINE = "chaoschain-plugin-v1";

  /**
   * Checks the times.
   *
   * @throws IllegalArgumentException if one is not a whole second, or it expires before it is made
   */
  public PluginStatement {
    StatementText.checkInstant("created", created);
    if (expires.isPresent()) {
      StatementText.checkInstant("expires", expires.get());
      if (!expires.get().isAfter(created)) {
        throw new IllegalArgumentException(
            "it expires at %s, and is made at %s".formatted(expires.get(), created));
      }
    }
  }

  /** The text that is signed, with the prefix of {@link SigningDomain#PLUGIN} before it. */
  public Bytes encode() {
    StringBuilder text = new StringBuilder(256 + content.entries().size() * 128);
    text.append(FIRST_LINE).append('\n');
    text.append("kind ").append(content.kind().word()).append('\n');
    text.append("name ").append(content.name()).append('\n');
    text.append("version ").append(content.version()).append('\n');
    text.append("publisher ").append(publisher).append('\n');
    text.append("created ").append(created).append('\n');
    text.append("expires ")
        .append(expires.map(Instant::toString).orElse(StatementText.NEVER))
        .append('\n');
    text.append("file ").append(content.size()).append(' ').append(content.sha256().hex());
    text.append('\n');
    text.append("entries ").append(content.entries().size()).append('\n');
    for (PluginEntry entry : content.entries()) {
      text.append(entry.size()).append(' ').append(entry.sha256().hex()).append(' ');
      text.append(entry.path()).append('\n');
    }
    return StatementText.utf8(text.toString());
  }
}
