// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.cli.bench.plugin;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;

/**
 * What a message of a benchmark says: who of the senders it is from, and which of its messages.
 *
 * @param sender 0, 1, 2 …
 * @param number 0, 1, 2 … for each sender
 */
public record BenchText(int sender, long number) {
  private static final String MOOD = "bench";

  /** As a message of an extension type. */
  Content extension(String type) {
    Bytes body = Bytes.wrap(toString().getBytes(StandardCharsets.US_ASCII));
    return new Content.Extended(new Extension(type, 1, body, "bench " + this));
  }

  /** As a message that every node knows. */
  Content status() {
    return new Content.Status(MOOD, toString());
  }

  /** Reads it back; empty if the message is none of a benchmark. */
  static Optional<BenchText> of(Message message) {
    if (message.extension().isPresent()) {
      return parse(
          new String(message.extension().get().body().toArray(), StandardCharsets.US_ASCII));
    }
    return message.payload() instanceof Payload.AgentCommunication said
            && said.content() instanceof Content.Status status
            && status.mood().equals(MOOD)
        ? parse(status.text())
        : Optional.empty();
  }

  private static Optional<BenchText> parse(String text) {
    String[] words = text.split(" ", -1);
    return words.length == 2
        ? Optional.of(new BenchText(Integer.parseInt(words[0]), Long.parseLong(words[1])))
        : Optional.empty();
  }

  @Override
  public String toString() {
    return sender + " " + number;
  }
}
