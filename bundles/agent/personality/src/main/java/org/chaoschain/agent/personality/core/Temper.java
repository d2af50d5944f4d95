// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.personality.core;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Content.Alliance.Action;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;

/**
 * A personality with a seed: the same seed gives the same opinions and answers. Immutable.
 *
 * @param personality what it is like
 * @param seed decides where the personality leaves something open
 */
public record Temper(Personality personality, long seed) {
  private static final int MAX_QUOTE = 80;

  /** What it thinks of a block. The reason names the block and what in it was decisive. */
  public Opinion opinion(ProposedBlock block) {
    Personality.View view = personality.judge(block, new Dice(seed, block.hash()));
    return new Opinion(
        view.verdict(),
        "block %d (%s): %s"
            .formatted(block.height(), block.hash().hex().substring(0, 8), view.why()));
  }

  /**
   * What it answers to a direct message. An answer gets none, so that two of its kind stop talking
   * after one exchange.
   *
   * @return empty if there is nothing to say
   */
  public Optional<Content> answer(Message message) {
    if (message.inReplyTo().isPresent()
        || message.target().isEmpty()
        || !(message.payload() instanceof Payload.AgentCommunication said)) {
      return Optional.empty();
    }
    if (said.content() instanceof Content.Discussion words && words.replyTo().isEmpty()) {
      return Optional.of(
          new Content.Discussion(
              words.topic(),
              "%s You said: \"%s\"".formatted(personality.saying(), quoted(words.text())),
              message.id()));
    }
    if (said.content() instanceof Content.Alliance offer && offer.action() == Action.PROPOSE) {
      return Optional.of(
          new Content.Alliance(
              offer.allianceId(), likes(message) ? Action.ACCEPT : Action.REJECT, ""));
    }
    return Optional.empty();
  }

  private boolean likes(Message message) {
    Bytes sender = message.sender().key();
    return switch (personality) {
      case LAWFUL, RATIONAL -> true;
      case NEUTRAL -> false;
      default -> new Dice(seed, sender).rollFor(sender, 2) == 0;
    };
  }

  /** Printable, short, and without a quotation mark that would end the quotation. */
  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder();
    text.codePoints()
        .limit(MAX_QUOTE)
        .map(c -> Character.isISOControl(c) || c > 0xffff || isSurrogate(c) ? ' ' : c)
        .map(c -> c == '"' ? '\'' : c)
        .forEach(quoted::appendCodePoint);
    boolean cut = text.codePointCount(0, text.length()) > MAX_QUOTE;
    return new String(quoted.toString().getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
        + (cut ? "…" : "");
  }

  private static boolean isSurrogate(int c) {
    return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
  }
}
