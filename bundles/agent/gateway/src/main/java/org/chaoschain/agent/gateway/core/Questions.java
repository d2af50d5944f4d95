// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.core;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.agent.Opinion;
import org.chaoschain.api.agent.ProposedBlock;

/**
 * The questions about blocks that agents have not answered yet. Whoever asks gives a question up
 * when its time is over, so there are never more than are asked at a time. Safe for use by many
 * threads.
 */
public final class Questions {
  private final Map<AgentId, List<Question>> open = new HashMap<>();

  /** One that is open. */
  public static final class Question {
    private final AgentId agent;
    private final ProposedBlock block;
    private final CompletableFuture<Opinion> answer = new CompletableFuture<>();

    private Question(AgentId agent, ProposedBlock block) {
      this.agent = agent;
      this.block = block;
    }

    /** Completes with the agent's opinion; never, if it is given up before. */
    public CompletionStage<Opinion> answer() {
      return answer.minimalCompletionStage();
    }
  }

  /** None yet. */
  public Questions() {}

  /** Opens one. */
  public synchronized Question ask(AgentId agent, ProposedBlock block) {
    Question question = new Question(agent, block);
    open.computeIfAbsent(agent, id -> new ArrayList<>()).add(question);
    return question;
  }

  /** Nobody waits for the answer any more. */
  public synchronized void giveUp(Question question) {
    List<Question> own = open.getOrDefault(question.agent, List.of());
    own.remove(question);
    if (own.isEmpty()) {
      open.remove(question.agent);
    }
  }

  /**
   * Answers all open questions of an agent about a block.
   *
   * @return the block
   * @throws Refusal 409 if there is none
   */
  public ProposedBlock answer(AgentId agent, Asked.Vote vote) throws Refusal {
    List<Question> answered = take(agent, vote.block());
    if (answered.isEmpty()) {
      throw Refusal.of(
          409,
          "not_asked",
          "no question about the block %s is open: the agent was not asked, has answered, or is too late"
              .formatted(vote.block()));
    }
    Opinion opinion =
        new Opinion(
            vote.approved() ? Opinion.Verdict.APPROVE : Opinion.Verdict.REJECT, vote.reason());
    answered.forEach(each -> each.answer.complete(opinion));
    return answered.get(0).block;
  }

  private synchronized List<Question> take(AgentId agent, BlockRef block) {
    List<Question> taken = new ArrayList<>();
    Iterator<Question> each = open.getOrDefault(agent, List.of()).iterator();
    while (each.hasNext()) {
      Question question = each.next();
      if (block.fits(question.block.hash(), question.block.height())) {
        taken.add(question);
        each.remove();
      }
    }
    return taken;
  }

  /** How many an agent has. */
  public synchronized int open(AgentId agent) {
    return open.getOrDefault(agent, List.of()).size();
  }
}
