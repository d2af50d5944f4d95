// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Extension;
import org.chaoschain.message.json.core.JsonLimits;

/**
 * A proposed transaction as agents' messages carry it: an extension whose body is JSON, the members
 * of the request as they were asked. A node that does not know it shows the fallback text.
 */
public final class Proposal {
  /** The type of the extension. */
  public static final String TYPE = "org.chaoschain/transaction-proposal";

  /** The version of the body. */
  public static final int SCHEMA_VERSION = 1;

  /** Most bytes of the body. */
  public static final int MAX_BODY = 32 * 1024;

  private static final int MAX_FALLBACK = 1_024;
  private static final JsonLimits LIMITS = JsonLimits.DEFAULT.within(MAX_BODY);

  private Proposal() {}

  /** The extension for a transaction. */
  public static Extension extension(Asked.Transaction transaction) {
    String body =
        Json.text(
            Json.object(
                "source",
                transaction.source(),
                "source_url",
                transaction.sourceUrl(),
                "content",
                transaction.content(),
                "drama_level",
                transaction.dramaLevel(),
                "justification",
                transaction.justification(),
                "tags",
                transaction.tags()));
    return new Extension(
        TYPE,
        SCHEMA_VERSION,
        Bytes.wrap(body.getBytes(StandardCharsets.UTF_8)),
        fallback(transaction));
  }

  /**
   * Reads one that others have sent.
   *
   * @throws Refusal saying what is not as it must be
   */
  public static Asked.Transaction read(Extension extension) throws Refusal {
    if (extension.schemaVersion() != SCHEMA_VERSION) {
      throw Refusal.at(
          "",
          "the version of the proposal is %d and must be %d"
              .formatted(extension.schemaVersion(), SCHEMA_VERSION));
    }
    return Asked.Transaction.read(Members.parse(extension.body(), LIMITS));
  }

  /** For people. */
  public static String text(Asked.Transaction transaction) {
    return "proposes (drama %d, %s%s): %s"
        .formatted(
            transaction.dramaLevel(),
            transaction.source(),
            transaction.sourceUrl().map(url -> " " + url).orElse(""),
            transaction.content());
  }

  private static String fallback(Asked.Transaction transaction) {
    byte[] text = text(transaction).getBytes(StandardCharsets.UTF_8);
    return text.length <= MAX_FALLBACK ? text(transaction) : cut(text).orElse("a proposal");
  }

  /** As many whole characters as fit. */
  private static Optional<String> cut(byte[] text) {
    int end = MAX_FALLBACK;
    while (end > 0 && (text[end] & 0xc0) == 0x80) {
      end--;
    }
    return Optional.of(StandardCharsets.UTF_8.decode(ByteBuffer.wrap(text, 0, end)).toString())
        .filter(it -> !it.isEmpty());
  }
}
