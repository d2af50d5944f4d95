// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.llm.internal;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.chaoschain.agent.llm.core.Cause;
import org.chaoschain.agent.llm.core.EndpointAnswer;
import org.chaoschain.api.time.Scheduler;

/** An endpoint in virtual time that answers by a script. */
final class ScriptedEndpoint implements ChatEndpoint {
  /** It never answers. */
  static final Duration NEVER = Duration.ofDays(1_000);

  private final Scheduler scheduler;
  final List<String> requests = new ArrayList<>();
  Function<String, EndpointAnswer> script;
  Duration takes = Duration.ofMillis(100);
  int open;
  int mostOpen;
  int cancelled;

  ScriptedEndpoint(Scheduler scheduler, Function<String, EndpointAnswer> script) {
    this.scheduler = scheduler;
    this.script = script;
  }

  /** Every request is answered with that. */
  static ScriptedEndpoint saying(Scheduler scheduler, EndpointAnswer answer) {
    return new ScriptedEndpoint(scheduler, request -> answer);
  }

  @Override
  public Exchange ask(String body, Duration within) {
    requests.add(body);
    mostOpen = Math.max(mostOpen, ++open);
    CompletableFuture<EndpointAnswer> answer = new CompletableFuture<>();
    answer.whenComplete((result, failure) -> open--);
    scheduler.schedule(takes, () -> answer.complete(script.apply(body)));
    return new Exchange() {
      @Override
      public CompletionStage<EndpointAnswer> answer() {
        return answer;
      }

      @Override
      public void cancel() {
        if (answer.complete(
            new EndpointAnswer.None(Cause.UNREACHABLE, "the request was given up", true))) {
          cancelled++;
        }
      }
    };
  }
}
