// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.multistream.core;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.chaoschain.p2p.api.channel.CloseReason;

/** The side that proposes. Its first proposal travels together with the header. */
public final class Dialer extends Negotiator {
  private final List<String> protocols;
  private int proposed;

  /**
   * Made with what to propose.
   *
   * @param protocols best first, at least one
   * @throws IllegalArgumentException if there is none, there are more than attempts are allowed, or
   *     one is empty, contains a newline, is a word of multistream-select itself, or is longer than
   *     a message may be
   */
  public Dialer(List<String> protocols, NegotiationLimits limits) {
    super(limits);
    this.protocols = List.copyOf(protocols);
    if (this.protocols.isEmpty()) {
      throw new IllegalArgumentException("there is no protocol to propose");
    }
    if (!limits.attempts().allows(this.protocols.size())) {
      throw new IllegalArgumentException(
          limits
              .attempts()
              .refuse("the list of protocols to propose", this.protocols.size())
              .getMessage());
    }
    for (String protocol : this.protocols) {
      if (protocol.isEmpty()
          || protocol.indexOf('\n') >= 0
          || protocol.equals(Messages.NOT_AVAILABLE)
          || protocol.equals(Messages.LIST)) {
        throw new IllegalArgumentException(quote(protocol) + " cannot be a protocol id");
      }
      int size = Messages.size(protocol);
      if (!limits.message().allows(size)) {
        throw new IllegalArgumentException(
            limits.message().refuse("the protocol id " + quote(protocol), size).getMessage());
      }
    }
  }

  @Override
  public void start(Consumer<ByteBuf> out) {
    out.accept(Messages.encode(Messages.HEADER, protocols.get(0)));
  }

  @Override
  Optional<String> onMessage(String message, Consumer<ByteBuf> out) throws NegotiationException {
    String proposal = protocols.get(proposed);
    if (message.equals(proposal)) {
      return Optional.of(proposal);
    }
    if (!message.equals(Messages.NOT_AVAILABLE)) {
      throw new NegotiationException(
          CloseReason.Kind.PROTOCOL_ERROR,
          "the remote answered %s to the proposal %s; it may repeat it or say na"
              .formatted(quote(message), quote(proposal)));
    }
    proposed++;
    if (proposed == protocols.size()) {
      throw new NoCommonProtocolException("the remote speaks none of " + protocols);
    }
    out.accept(Messages.encode(protocols.get(proposed)));
    return Optional.empty();
  }
}
