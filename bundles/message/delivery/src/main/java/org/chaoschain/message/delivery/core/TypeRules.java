// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;
import org.chaoschain.api.isolation.Capability;
import org.chaoschain.api.isolation.PluginAccount;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.envelope.core.EnvelopeRules;
import org.chaoschain.message.envelope.core.PayloadKind;

/**
 * What holds for every message type, and for every extension whether or not its plugin is there.
 */
public final class TypeRules {
  private static final Pattern NAME =
      Pattern.compile("agent|meme|payload/[0-9]{1,2}|extension/[a-z0-9./-]{1,64}");
  private static final Pattern TOPIC = Pattern.compile("[a-z0-9./-]{1,64}");
  private static final String PAYLOAD = "payload/";
  private static final int MAX_NAME = 200;

  private TypeRules() {}

  /**
   * Checks what a message type says of itself.
   *
   * @throws IllegalArgumentException naming value and rule
   */
  static void check(String name, String topic, int maxBytes) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "a message type's name is agent, meme, payload/ and a number, or extension/ and 1 to 64 characters of a-z 0-9 - . /; it is not '%s'"
              .formatted(shortened(name)));
    }
    if (!TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException(
          "the topic of %s must be 1 to 64 characters of a-z 0-9 - . /, not '%s'"
              .formatted(name, shortened(topic)));
    }
    if (maxBytes < 1 || maxBytes > PayloadKind.MAX_ENVELOPE_BYTES) {
      throw new IllegalArgumentException(
          "the largest envelope of %s must be 1 to %d bytes, not %d"
              .formatted(name, PayloadKind.MAX_ENVELOPE_BYTES, maxBytes));
    }
  }

  /**
   * Asks the account of a type's plugin for what the type takes: its name, and its topic unless
   * that is the one of its payload anyway.
   */
  static void requireDeclared(Generation generation) {
    PluginAccount account = generation.account();
    account.require(new Capability(Capability.Kind.MESSAGE_TYPE, generation.name()));
    if (homeTopic(generation.name()).filter(generation.topic()::equals).isEmpty()) {
      account.require(new Capability(Capability.Kind.TOPIC, generation.topic()));
    }
  }

  private static Optional<String> homeTopic(String name) {
    Optional<PayloadKind> kind =
        switch (name) {
          case "agent" -> Optional.of(PayloadKind.AGENT_COMMUNICATION);
          case "meme" -> Optional.of(PayloadKind.MEME);
          default ->
              name.startsWith(PAYLOAD)
                  ? PayloadKind.ofNumber(Integer.parseInt(name.substring(PAYLOAD.length())))
                  : Optional.of(PayloadKind.EXTENSION);
        };
    return kind.map(PayloadKind::topic);
  }

  /** Checks the extension of a message, if it has one. */
  public static Optional<Refused> judgeExtension(Message message) {
    return message.extension().flatMap(TypeRules::judge);
  }

  private static Optional<Refused> judge(Extension extension) {
    if (!EnvelopeRules.isTypeName(extension.type())) {
      return invalid(
          "the extension's type must be 1 to 64 characters of a-z 0-9 - . /, not '%s'"
              .formatted(shortened(extension.type())));
    }
    if (extension.schemaVersion() < 0) {
      return invalid(
          "the extension's schema version must be 0 or more, not " + extension.schemaVersion());
    }
    int fallback = extension.fallbackText().getBytes(StandardCharsets.UTF_8).length;
    if (fallback > EnvelopeRules.MAX_FALLBACK_BYTES) {
      return invalid(
          "the extension's fallback text has %d bytes, and at most %d are allowed"
              .formatted(fallback, EnvelopeRules.MAX_FALLBACK_BYTES));
    }
    if (extension.body().size() > PayloadKind.MAX_ENVELOPE_BYTES) {
      return invalid(
          "the extension's body has %d bytes, and an envelope at most %d"
              .formatted(extension.body().size(), PayloadKind.MAX_ENVELOPE_BYTES));
    }
    return Optional.empty();
  }

  private static Optional<Refused> invalid(String reason) {
    return Optional.of(new Refused(Refusal.INVALID, reason, true));
  }

  private static String shortened(String text) {
    return text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME) + "…";
  }
}
