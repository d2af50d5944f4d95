// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.p2p.api.channel.CloseReason;

/**
 * One side of a negotiation: bytes go in, bytes and in the end a protocol come out. It does no I/O
 * and knows no time. Not safe for use by many threads; after an exception or an agreement it is not
 * used any more.
 */
public abstract sealed class Negotiator permits Dialer, Listener {
  private final MessageReader reader;
  private boolean headerSeen;

  Negotiator(NegotiationLimits limits) {
    this.reader = new MessageReader(limits.message());
  }

  /**
   * What this side sends before it hears anything.
   *
   * @param out is given buffers, which it owns
   */
  public abstract void start(Consumer<ByteBuf> out);

  /**
   * Takes in what the other side has sent.
   *
   * @param in read as far as the negotiation goes: on agreement, what is left belongs to the
   *     protocol agreed on. Still owned by the caller
   * @param out is given buffers to send, which it owns
   * @return the protocol agreed on, once there is one
   * @throws NegotiationException if the other side breaks the rules, goes beyond a limit, or (at
   *     the dialer) speaks none of the protocols
   */
  public final Optional<String> receive(ByteBuf in, Consumer<ByteBuf> out)
      throws NegotiationException {
    while (true) {
      Optional<String> message = reader.next(in);
      if (message.isEmpty()) {
        return Optional.empty();
      }
      Optional<String> agreed = accept(message.get(), out);
      if (agreed.isPresent()) {
        return agreed;
      }
    }
  }

  /**
   * The other side has ended its writing.
   *
   * @return why there is no agreement
   */
  public NegotiationException end() {
    return reader.inMessage()
        ? new NegotiationException(
            CloseReason.Kind.PROTOCOL_ERROR, "the remote ended inside a multistream-select message")
        : new NegotiationException(
            CloseReason.Kind.REMOTE, "the remote ended before a protocol was agreed on");
  }

  /** Takes in a message after the header. */
  abstract Optional<String> onMessage(String message, Consumer<ByteBuf> out)
      throws NegotiationException;

  private Optional<String> accept(String message, Consumer<ByteBuf> out)
      throws NegotiationException {
    if (headerSeen) {
      return onMessage(message, out);
    }
    if (!message.equals(Messages.HEADER)) {
      throw new NegotiationException(
          CloseReason.Kind.PROTOCOL_ERROR,
          "the first message is %s, not %s: the remote does not speak multistream-select 1.0.0"
              .formatted(quote(message), Messages.HEADER));
    }
    headerSeen = true;
    return Optional.empty();
  }

  /** For messages to people: at most 64 characters, and none that could disturb a log. */
  static String quote(String text) {
    StringBuilder quoted = new StringBuilder("'");
    text.codePoints()
        .limit(64)
        .map(c -> c < 0x20 || c == 0x7f ? '?' : c)
        .forEach(quoted::appendCodePoint);
    return quoted.append(text.codePointCount(0, text.length()) > 64 ? "…'" : "'").toString();
  }
}
