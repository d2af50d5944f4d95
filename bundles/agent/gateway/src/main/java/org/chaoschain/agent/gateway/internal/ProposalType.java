// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.util.Optional;
import org.chaoschain.agent.gateway.core.Asked;
import org.chaoschain.agent.gateway.core.Proposal;
import org.chaoschain.agent.gateway.core.Refusal;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageType;
import org.osgi.service.component.annotations.Component;

/** Proposed transactions: every node with this bundle understands them, its gateway open or not. */
@Component(service = MessageType.class)
public final class ProposalType implements MessageType {
  /** Room for the body, the fallback text, and the envelope around them. */
  private static final int MAX_BYTES = Proposal.MAX_BODY + 4 * 1024;

  /** Made by Declarative Services. */
  public ProposalType() {}

  @Override
  public String name() {
    return "extension/" + Proposal.TYPE;
  }

  @Override
  public int maxBytes() {
    return MAX_BYTES;
  }

  @Override
  public Optional<Rejection> validate(Message message) {
    try {
      read(message);
      return Optional.empty();
    } catch (Refusal e) {
      return Optional.of(new Rejection(e.pointer().orElse("") + " " + e.getMessage(), true));
    }
  }

  @Override
  public String render(Message message) {
    try {
      return Proposal.text(read(message));
    } catch (Refusal e) {
      return message.extension().map(Extension::fallbackText).orElse("");
    }
  }

  private static Asked.Transaction read(Message message) throws Refusal {
    Extension extension =
        message.extension().orElseThrow(() -> Refusal.at("", "it carries no proposal"));
    return Proposal.read(extension);
  }
}
