// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;

/** Ids, messages and blocks for tests. */
final class Town {
  static final AgentId ME = agent(1);

  private Town() {}

  static AgentId agent(int number) {
    return new AgentId(bytes(number));
  }

  static Bytes bytes(int number) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) number;
    bytes[1] = (byte) (number >> 8);
    return Bytes.wrap(bytes);
  }

  static ProposedBlock block(String text) {
    return new ProposedBlock(
        "test",
        7,
        bytes(0xab),
        bytes(0),
        bytes(2),
        Instant.EPOCH,
        List.of(new ProposedBlock.Transaction(bytes(3), 100, text)),
        List.of(),
        3,
        "calm");
  }

  static Content.Discussion words(String text) {
    return new Content.Discussion("weather", text, "");
  }

  static SignedMessage message(AgentId from, Optional<AgentId> to, String id, Content content) {
    Message message =
        new Message(
            1,
            id,
            Instant.EPOCH,
            from,
            "test",
            new Payload.AgentCommunication(from, to, content),
            Optional.empty(),
            Optional.empty(),
            false,
            Optional.empty());
    return new SignedMessage(message, Bytes.EMPTY, bytes(0), bytes(0));
  }

  static SignedMessage toMe(int from, String text) {
    return message(agent(from), Optional.of(ME), "m-" + from, words(text));
  }

  /** What an agent has sent. */
  static final class Sent implements AgentContext {
    record Letter(AgentId to, Content content, SendOptions options) {}

    final List<Letter> letters = new ArrayList<>();
    private final AgentId id;

    Sent(AgentId id) {
      this.id = id;
    }

    @Override
    public AgentId id() {
      return id;
    }

    @Override
    public synchronized CompletionStage<DeliveryReceipt> send(
        AgentId to, Content content, SendOptions options) {
      letters.add(new Letter(to, content, options));
      return CompletableFuture.completedStage(
          new DeliveryReceipt("x", DeliveryReceipt.Status.ACCEPTED, Duration.ZERO));
    }

    @Override
    public CompletionStage<String> broadcast(Payload payload, SendOptions options) {
      throw new AssertionError("an LLM agent broadcasts nothing");
    }

    synchronized List<String> texts() {
      return letters.stream().map(each -> ((Content.Discussion) each.content()).text()).toList();
    }
  }
}
