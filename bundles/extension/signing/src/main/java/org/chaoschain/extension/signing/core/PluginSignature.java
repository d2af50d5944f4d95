// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.signing.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.identity.core.PrivateKey;

/**
 * A publisher's signed statement about a plugin file: what stands in {@code X.jar.sig} beside
 * {@code X.jar}. Whether the signature is good is for {@link #good} to say. Immutable.
 *
 * @param statement what is said
 * @param signature 64 bytes
 */
public record PluginSignature(PluginStatement statement, Bytes signature) {
  /** What a signature file's name has after the plugin file's. */
  public static final String SUFFIX = ".sig";

  private static final int SIGNATURE_BYTES = 64;
  private static final String SIGNATURE = "signature";

  /**
   * Checks the size.
   *
   * @throws IllegalArgumentException if it is not 64 bytes
   */
  public PluginSignature {
    if (signature.size() != SIGNATURE_BYTES) {
      throw new IllegalArgumentException("a signature has 64 bytes, not " + signature.size());
    }
  }

  /**
   * Signs. The same key, content and times always give the same bytes.
   *
   * @param created to the second
   * @param expires to the second; empty for never
   * @throws IllegalArgumentException if the key is not Ed25519, or a time is none
   */
  public static PluginSignature sign(
      PluginContent content, Instant created, Optional<Instant> expires, PrivateKey key) {
    PluginStatement statement = new PluginStatement(content, PublisherId.of(key), created, expires);
    return new PluginSignature(
        statement, key.sign(SigningDomain.PLUGIN.prepend(statement.encode())));
  }

  /** Whether the publisher in the statement made the signature. */
  public boolean good() {
    return statement.publisher().verifies(SigningDomain.PLUGIN, statement.encode(), signature);
  }

  /** The content of the signature file. */
  public Bytes encode() {
    return statement.encode().concat(StatementText.utf8(SIGNATURE + " " + signature.hex() + "\n"));
  }

  /**
   * Reads what {@link #encode} writes, and nothing else.
   *
   * @param file the caller has bounded its size
   * @throws SignatureFormatException naming the line and what is wrong there
   */
  public static PluginSignature parse(Bytes file) throws SignatureFormatException {
    Lines lines = new Lines(file);
    lines.expect(PluginStatement.FIRST_LINE);
    PluginKind kind = lines.value("kind", PluginSignature::kind);
    String name = lines.value("name", StatementText::name);
    String version = lines.value("version", StatementText::version);
    PublisherId publisher = lines.value("publisher", PublisherId::parse);
    Instant created = lines.value("created", text -> StatementText.instant("created", text));
    Optional<Instant> expires = lines.value("expires", PluginSignature::expiry);
    String[] sizeAndHash = lines.value("file", text -> words(text, 2));
    long size = lines.read(sizeAndHash[0], StatementText::number);
    Bytes sha256 = lines.read(sizeAndHash[1], StatementText::sha256);
    long count = lines.value("entries", StatementText::number);
    List<PluginEntry> entries = new ArrayList<>();
    for (long i = 0; i < count; i++) {
      entries.add(lines.read(lines.next(), PluginSignature::entry));
    }
    PluginContent content =
        lines.read("", none -> new PluginContent(kind, name, version, size, sha256, entries));
    PluginStatement statement =
        lines.read("", none -> new PluginStatement(content, publisher, created, expires));
    Bytes signature =
        lines.value(SIGNATURE, text -> StatementText.hex("signature", text, SIGNATURE_BYTES));
    if (!lines.atEnd()) {
      throw lines.wrong("the signature must be the last line, and more follows");
    }
    PluginSignature parsed = new PluginSignature(statement, signature);
    if (!parsed.encode().equals(file)) {
      throw lines.wrong("the entries are not in the order of their paths");
    }
    return parsed;
  }

  private static PluginKind kind(String word) {
    return Arrays.stream(PluginKind.values())
        .filter(kind -> kind.word().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no kind of plugin; there are osgi and pf4j"
                        .formatted(StatementText.shown(word))));
  }

  private static Optional<Instant> expiry(String text) {
    return text.equals(StatementText.NEVER)
        ? Optional.empty()
        : Optional.of(StatementText.instant("expires", text));
  }

  private static PluginEntry entry(String line) {
    String[] words = words(line, 3);
    return new PluginEntry(
        words[2], StatementText.number(words[0]), StatementText.sha256(words[1]));
  }

  private static String[] words(String text, int count) {
    String[] words = text.split(" ", count);
    if (words.length != count) {
      throw new IllegalArgumentException(
          "'%s' does not have %d parts with a space between them"
              .formatted(StatementText.shown(text), count));
    }
    return words;
  }
}
