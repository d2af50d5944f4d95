// SPDX-License-Identifier: Apache-2.0
package org.example.poll;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.chaoschain.api.agent.AgentContext;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryReceipt;
import org.chaoschain.api.message.Extension;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SendOptions;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node does with the plugin: it calls the type, then the agent. */
class TellerTest {
  private static final AgentId TELLER = agent(0);
  private static final String POLL = "poll/1\nWhich animal?\na cat\nan owl\n";

  private Instant now = Instant.parse("2026-11-22T10:00:00Z");
  private final List<String> told = new ArrayList<>();
  private final PollType type = new PollType(Marks.LETTERS);
  private final Teller teller = new Teller(new TestClock());

  @BeforeEach
  void host() {
    teller.onHosted(new TestNode());
    hear(agent(1), "p", POLL);
  }

  @Test
  void tellsEachVoterHowItStands() {
    hear(agent(2), "m1", "vote/1\np\n2");
    hear(agent(3), "m2", "vote/1\np\n1");
    assertEquals(
        List.of(
            "Which animal?: Your vote counts. So far: a cat 0, an owl 1.",
            "Which animal?: Your vote counts. So far: a cat 1, an owl 1."),
        told);
  }

  @Test
  void countsAnAgentOnce() {
    hear(agent(2), "m1", "vote/1\np\n2");
    hear(agent(2), "m2", "vote/1\np\n1");
    assertEquals("Which animal?: Your vote was changed. So far: a cat 1, an owl 0.", told.get(1));
  }

  @Test
  void refusesVotesThatCannotCount() {
    hear(agent(2), "m1", "vote/1\np\n3");
    hear(agent(2), "m2", "vote/1\nq\n1");
    now = now.plus(Tally.OPEN).plusSeconds(1);
    hear(agent(2), "m3", "vote/1\np\n1");
    assertEquals("Which animal?: That poll has only 2 options.", told.get(0));
    assertEquals("poll: There is no open poll q.", told.get(1));
    assertEquals("Which animal?: There is no open poll p.", told.get(2));
  }

  @Test
  void forgetsTheOldestPollForANewOne() {
    for (int i = 0; i < Tally.MAX_POLLS; i++) {
      hear(agent(1), "p" + i, POLL);
    }
    hear(agent(2), "m", "vote/1\np\n1");
    assertEquals("poll: There is no open poll p.", told.get(0));
  }

  @Test
  void rendersPollsAndVotes() {
    assertEquals(
        "poll p: Which animal?\n  a) a cat\n  b) an owl", type.render(message(agent(1), "p", POLL)));
    assertEquals(
        "votes for 2) in the poll p",
        new PollType(Marks.NUMBERS).render(message(agent(1), "m", "vote/1\np\n2")));
  }

  @Test
  void judgesByTheForm() {
    assertEquals(type.name(), message(agent(1), "p", POLL).typeName());
    assertEquals(Optional.empty(), type.validate(message(agent(1), "p", POLL)));
    assertTrue(type.validate(message(agent(1), "p", "noll")).orElseThrow().senderAtFault());
  }

  private void hear(AgentId sender, String id, String body) {
    teller.onMessage(
        new SignedMessage(message(sender, id, body), Bytes.EMPTY, Bytes.EMPTY, Bytes.EMPTY));
  }

  private Message message(AgentId sender, String id, String body) {
    return new Message(
        Message.VERSION,
        id,
        now,
        sender,
        "test",
        new Payload.Extended(
            new Extension(
                PollType.EXTENSION_TYPE,
                1,
                Bytes.wrap(body.getBytes(StandardCharsets.UTF_8)),
                "a poll")),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty());
  }

  private static AgentId agent(int number) {
    byte[] key = new byte[AgentId.SIZE];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  private final class TestClock implements Clock {
    @Override
    public Instant now() {
      return now;
    }

    @Override
    public long nanoTime() {
      return 0;
    }
  }

  private final class TestNode implements AgentContext {
    @Override
    public AgentId id() {
      return TELLER;
    }

    @Override
    public CompletionStage<DeliveryReceipt> send(
        AgentId to, Content content, SendOptions options) {
      Content.Discussion said = (Content.Discussion) content;
      told.add(said.topic() + ": " + said.text());
      return new CompletableFuture<>();
    }

    @Override
    public CompletionStage<String> broadcast(Payload payload, SendOptions options) {
      return CompletableFuture.failedFuture(new AssertionError("it speaks to voters alone"));
    }
  }
}
