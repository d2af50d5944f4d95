// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import io.netty.buffer.ByteBuf;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.chaoschain.p2p.api.channel.CloseReason;

/**
 * The side that answers: it repeats a proposal it speaks, says {@code na} to any other, and answers
 * {@code ls} with its list.
 */
public final class Listener extends Negotiator {
  private final Supplier<? extends Set<String>> offered;
  private final NegotiationLimits limits;
  private int attempts;
  private String lastRefused;

  /**
   * Made with what this side speaks.
   *
   * @param offered asked at each proposal, so that what comes and goes meanwhile counts
   */
  public Listener(Supplier<? extends Set<String>> offered, NegotiationLimits limits) {
    super(limits);
    this.offered = offered;
    this.limits = limits;
  }

  @Override
  public void start(Consumer<ByteBuf> out) {
    out.accept(Messages.encode(Messages.HEADER));
  }

  @Override
  public NegotiationException end() {
    return lastRefused == null
        ? super.end()
        : new NoCommonProtocolException(
            "this side speaks none of the %d protocols proposed; the last was %s"
                .formatted(attempts, quote(lastRefused)));
  }

  @Override
  Optional<String> onMessage(String message, Consumer<ByteBuf> out) throws NegotiationException {
    attempts++;
    if (!limits.attempts().allows(attempts)) {
      throw new NegotiationException(
          CloseReason.Kind.LIMIT,
          limits.attempts().refuse("one negotiation", attempts).getMessage());
    }
    Set<String> protocols = offered.get();
    if (message.equals(Messages.LIST)) {
      out.accept(Messages.encodeList(protocols, limits.message().value()));
      return Optional.empty();
    }
    if (protocols.contains(message)) {
      out.accept(Messages.encode(message));
      return Optional.of(message);
    }
    lastRefused = message;
    out.accept(Messages.encode(Messages.NOT_AVAILABLE));
    return Optional.empty();
  }
}
