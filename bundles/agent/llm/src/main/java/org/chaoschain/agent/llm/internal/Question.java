// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.chaoschain.agent.llm.core.Allowance.Ticket;
import org.chaoschain.agent.llm.core.Cause;
import org.chaoschain.agent.llm.core.ChatAnswers;
import org.chaoschain.agent.llm.core.EndpointAnswer;
import org.chaoschain.agent.llm.core.Prompt;
import org.chaoschain.agent.llm.core.Purpose;
import org.chaoschain.agent.llm.core.RetryAfter;
import org.chaoschain.agent.llm.core.SilenceException;
import org.chaoschain.agent.llm.core.Usage;
import org.chaoschain.api.time.Cancellable;

/**
 * One question to a model: requests with pauses between them, until there is an answer, no use in
 * another request, or no time. Everything but {@link #outcome} is for the serial executor of its
 * {@link Inquiries}.
 */
final class Question<T> {
  /** A shorter time says nothing of the endpoint. */
  private static final Duration FAIR = Duration.ofSeconds(1);

  private final Inquiries inquiries;
  private final Purpose purpose;
  private final String about;
  private final Prompt prompt;
  private final Usage most;
  private final Outcome.Reading<T> reading;
  private final long asked;
  private final long within;
  private final CompletableFuture<Outcome<T>> outcome = new CompletableFuture<>();
  private Cancellable timer = () -> false;
  private Cancellable retry = () -> false;
  private ChatEndpoint.Exchange exchange;
  private Ticket ticket;
  private int requests;
  private boolean ended;

  /**
   * A question whose time begins now.
   *
   * @param about what is asked about, in the node's own words
   */
  Question(
      Inquiries inquiries,
      Purpose purpose,
      String about,
      Prompt prompt,
      Duration within,
      Outcome.Reading<T> reading) {
    this.inquiries = inquiries;
    this.purpose = purpose;
    this.about = about;
    this.prompt = prompt;
    this.most = Usage.atMost(prompt, inquiries.settings().requests().maxAnswerTokens());
    this.reading = reading;
    this.asked = inquiries.clock().nanoTime();
    this.within = within.toNanos();
  }

  Purpose purpose() {
    return purpose;
  }

  /** What becomes of it; never fails. */
  CompletionStage<Outcome<T>> outcome() {
    return outcome;
  }

  private long left() {
    return within - (inquiries.clock().nanoTime() - asked);
  }

  /** Begins to wait. */
  void await() {
    try {
      timer = inquiries.after(Duration.ofNanos(Math.max(0, left())), this::timeOver);
    } catch (RejectedExecutionException e) {
      end(new SilenceException(Cause.BUSY, "the node has no room for a timer"));
    }
  }

  /** Sends a request. */
  void request() {
    if (ended) {
      return;
    }
    long left = left();
    if (left <= 0) {
      timeOver();
      return;
    }
    try {
      ticket = inquiries.allowance().enter(purpose, most, inquiries.clock().nanoTime());
    } catch (SilenceException e) {
      end(e);
      return;
    }
    requests++;
    inquiries.account().requested();
    Ticket mine = ticket;
    exchange =
        inquiries
            .endpoint()
            .ask(inquiries.settings().requests().body(prompt), Duration.ofNanos(left));
    exchange.answer().thenAccept(answer -> inquiries.run(() -> answered(mine, answer)));
  }

  private void answered(Ticket mine, EndpointAnswer answer) {
    if (ended) {
      return;
    }
    if (answer instanceof EndpointAnswer.Body body) {
      answered(mine, body);
      return;
    }
    SilenceException why = answer.silence();
    if (why.why() == Cause.KEY) {
      if (inquiries.allowance().refusedKey(mine, inquiries.clock().nanoTime())) {
        paused(why);
      }
      end(why);
      return;
    }
    boolean sent = answer instanceof EndpointAnswer.None none && none.sent();
    Duration wait = failed(mine, why, sent ? most : Usage.NONE, askedWait(answer));
    boolean again =
        answer.isWorthAnotherTry()
            && requests < inquiries.settings().maxAttempts()
            && wait.toNanos() < left();
    if (!again) {
      end(why);
      return;
    }
    try {
      retry = inquiries.after(wait, this::request);
    } catch (RejectedExecutionException e) {
      end(why);
    }
  }

  private void answered(Ticket mine, EndpointAnswer.Body body) {
    ChatAnswers.Said said;
    try {
      said = ChatAnswers.read(body.bytes(), inquiries.settings().maxResponseBytes());
    } catch (SilenceException e) {
      if (e.why() == Cause.MALFORMED) {
        failed(mine, e, most, Duration.ZERO);
      } else {
        inquiries.account().used(most);
        inquiries.allowance().succeeded(mine, most);
      }
      end(e);
      return;
    }
    Usage used = said.usage().orElse(most);
    inquiries.account().used(used);
    inquiries.allowance().succeeded(mine, used);
    try {
      if (inquiries.secrets().in(said.text())) {
        throw withheld();
      }
      end(reading.read(said.text()));
    } catch (SilenceException e) {
      end(e);
    }
  }

  static SilenceException withheld() {
    return new SilenceException(
        Cause.WITHHELD, "a secret was in the model's answer, which is withheld");
  }

  private Duration askedWait(EndpointAnswer answer) {
    return answer instanceof EndpointAnswer.Status status
        ? status
            .retryAfter()
            .flatMap(
                header ->
                    RetryAfter.parse(
                        header, inquiries.clock().now(), inquiries.settings().maxRetryAfter()))
            .orElse(Duration.ZERO)
        : Duration.ZERO;
  }

  /** Returns how long to wait before the next request. */
  private Duration failed(Ticket mine, SilenceException why, Usage used, Duration asked) {
    inquiries.account().used(used);
    boolean opened =
        inquiries
            .allowance()
            .failed(mine, used, asked, inquiries.clock().nanoTime(), inquiries.chance());
    if (opened) {
      paused(why);
    }
    Duration pause = inquiries.settings().backoff().pause(requests, inquiries.chance());
    return asked.compareTo(pause) > 0 ? asked : pause;
  }

  private void paused(SilenceException why) {
    inquiries.account().paused(why, inquiries.allowance().openFor(inquiries.clock().nanoTime()));
  }

  private void timeOver() {
    if (ended) {
      return;
    }
    SilenceException why =
        new SilenceException(
            Cause.DEADLINE, "there was no answer within %d ms".formatted(within / 1_000_000));
    if (ticket != null && within >= FAIR.toNanos()) {
      failed(ticket, why, most, Duration.ZERO);
    }
    end(why);
  }

  /** Ends it without an answer. */
  void end(SilenceException why) {
    if (close()) {
      inquiries.account().silent(why, about);
      outcome.complete(new Outcome.Silent<>(why));
    }
  }

  private void end(T answer) {
    if (close()) {
      inquiries.account().answered(Duration.ofNanos(inquiries.clock().nanoTime() - asked));
      outcome.complete(new Outcome.Said<>(answer));
    }
  }

  private boolean close() {
    boolean first = !ended;
    ended = true;
    timer.cancel();
    retry.cancel();
    if (exchange != null) {
      exchange.cancel();
    }
    if (ticket != null) {
      inquiries.allowance().abandoned(ticket);
    }
    return first;
  }
}
