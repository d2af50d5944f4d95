// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import org.chaoschain.agent.llm.core.AnswerForm;
import org.chaoschain.agent.llm.core.Cause;
import org.chaoschain.agent.llm.core.Conversations;
import org.chaoschain.agent.llm.core.PlainText;
import org.chaoschain.agent.llm.core.Prompts;
import org.chaoschain.agent.llm.core.Purpose;
import org.chaoschain.agent.llm.core.Secrets;
import org.chaoschain.agent.llm.core.SilenceException;
import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.Opinion.Verdict;
import org.chaoschain.api.agent.ProposedBlock;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;

/**
 * An agent that asks a model. What the model writes becomes an opinion, or the text of a reply to
 * the agent that wrote; nothing else.
 */
final class LlmAgent implements Agent {
  private static final Duration TIME_TO_LIVE = Duration.ofMinutes(1);
  private static final int BOUNDARY_BYTES = 16;
  private static final int MAX_MODEL = 64;

  private final LlmSettings settings;
  private final Surroundings node;
  private final Inquiries inquiries;
  private final Prompts prompts;
  private final Conversations conversations;
  private final String speaker;
  private final AtomicReference<AgentContext> context = new AtomicReference<>();

  /**
   * Asks nothing yet.
   *
   * @param canary a secret that is in every prompt
   * @param secrets what no answer may hold, the canary among it
   */
  LlmAgent(
      LlmSettings settings,
      Surroundings node,
      ChatEndpoint endpoint,
      String canary,
      Secrets secrets) {
    this.settings = settings;
    this.node = node;
    this.inquiries = new Inquiries(settings, node, endpoint, secrets);
    this.prompts =
        new Prompts(settings.name(), settings.persona(), canary, settings.maxDataBytes());
    LlmConfiguration raw = settings.raw();
    this.conversations =
        new Conversations(
            node.metrics().limit("agent.llm.max.replies", raw.max_replies(), "replies"),
            node.metrics().limit("agent.llm.max.partners", raw.max_partners(), "partners"),
            settings.quiet());
    this.speaker = PlainText.line(settings.requests().model(), MAX_MODEL);
  }

  Inquiries inquiries() {
    return inquiries;
  }

  LlmSettings settings() {
    return settings;
  }

  @Override
  public String name() {
    return settings.name();
  }

  @Override
  public void onHosted(AgentContext hosted) {
    context.set(hosted);
  }

  @Override
  public void onMessage(SignedMessage signed) {
    Message message = signed.message();
    AgentContext hosted = context.get();
    if (hosted == null
        || !message.target().equals(Optional.of(hosted.id()))
        || message.sender().equals(hosted.id())
        || !(message.payload() instanceof Payload.AgentCommunication said)
        || !(said.content() instanceof Content.Discussion words)) {
      return;
    }
    AgentId partner = message.sender();
    String about = "a message of " + partner;
    if (!mayAnswer(partner)) {
      inquiries
          .account()
          .silent(
              new SilenceException(
                  Cause.CONVERSATION,
                  "%s was answered %d times; the key agent.llm.max.replies changes that"
                      .formatted(partner, settings.raw().max_replies())),
              about);
      return;
    }
    inquiries
        .ask(
            Purpose.REPLY,
            about,
            prompts.reply(partner, words, boundary()),
            settings.timeout(),
            this::reply)
        .thenAccept(
            outcome -> {
              if (outcome instanceof Outcome.Said<String> reply) {
                send(hosted, message, words.topic(), reply.what());
              }
            });
  }

  private synchronized boolean mayAnswer(AgentId partner) {
    return conversations.take(partner, node.clock().nanoTime());
  }

  private String reply(String answer) throws SilenceException {
    String text = AnswerForm.reply(answer, settings.maxResponseBytes(), settings.maxReplyBytes());
    if (text.isEmpty()) {
      throw new SilenceException(Cause.NOTHING, "the model has nothing to say");
    }
    return told(text);
  }

  /** What a model tells others: not a secret. */
  private String told(String text) throws SilenceException {
    if (inquiries.secrets().in(text)) {
      throw Question.withheld();
    }
    return text;
  }

  private void send(AgentContext hosted, Message message, String topic, String text) {
    CompletionStage<?> sent;
    try {
      sent =
          hosted.send(
              message.sender(),
              new Content.Discussion(topic, text, message.id()),
              new SendOptions(TIME_TO_LIVE, Optional.of(message.id()), false));
    } catch (RuntimeException e) {
      sent = CompletableFuture.failedStage(e);
    }
    sent.whenComplete(
        (receipt, failure) -> {
          if (failure != null) {
            inquiries
                .account()
                .silent(
                    new SilenceException(
                        Cause.UNSENT,
                        "the reply was not sent (%s)"
                            .formatted(failure.getClass().getSimpleName())),
                    "a message of " + message.sender());
          }
        });
  }

  @Override
  public CompletionStage<Opinion> opinion(ProposedBlock block, Duration within) {
    // the answer has to be there before the time is over
    Duration time =
        shorter(within, settings.timeout().multipliedBy(2)).multipliedBy(9).dividedBy(10);
    String about = "block %d (%s)".formatted(block.height(), block.hash().hex().substring(0, 8));
    return inquiries
        .ask(
            Purpose.OPINION,
            about,
            prompts.opinion(block, boundary()),
            shorter(time, settings.timeout()),
            answer -> judgement(about, answer))
        .thenApply(
            outcome -> {
              if (outcome instanceof Outcome.Said<Opinion> said) {
                return said.what();
              }
              SilenceException why = ((Outcome.Silent<Opinion>) outcome).why();
              return Opinion.abstain(
                  PlainText.line(
                      "%s: no opinion (%s): %s"
                          .formatted(about, why.why().word(), why.getMessage()),
                      Opinion.MAX_REASON));
            });
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  /** The reason says whose words it has. */
  private Opinion judgement(String about, String answer) throws SilenceException {
    String begin = "%s: %s says: ".formatted(about, speaker);
    AnswerForm.Judgement judgement =
        AnswerForm.opinion(
            answer,
            settings.maxResponseBytes(),
            Opinion.MAX_REASON - begin.getBytes(StandardCharsets.UTF_8).length);
    return new Opinion(
        judgement.approve() ? Verdict.APPROVE : Verdict.REJECT, begin + told(judgement.reason()));
  }

  private String boundary() {
    return Bytes.wrap(node.entropy().bytes(BOUNDARY_BYTES)).hex();
  }

  /** Gives up what is open. */
  void close() {
    inquiries.close();
  }
}
