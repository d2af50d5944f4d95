// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.MalformedMessageException;
import org.chaoschain.api.message.Message;
import org.chaoschain.api.message.MessageSigner;
import org.chaoschain.api.message.MessageType;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.message.SignedMessage;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.message.delivery.core.Judgement.Repeated;
import org.chaoschain.message.delivery.core.Judgement.Stopped;
import org.chaoschain.message.delivery.core.Outcome.Refused;
import org.chaoschain.message.delivery.core.Outcome.Taken;
import org.chaoschain.message.flow.core.Allowance;
import org.chaoschain.message.flow.core.FlowShares;
import org.chaoschain.message.flow.core.RateSettings;
import org.chaoschain.testkit.sim.RecordedMetrics;
import org.junit.jupiter.api.Test;

/** Each step of the way in alone: what it lets pass, what it stops, and who is at fault. */
class StepsTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final AgentId ADA = agent(1);
  private static final AgentId BOB = agent(2);
  private static final Origin GOSSIP = new Origin.Gossip("agents", "12D3A");
  private static final Origin OWN = new Origin.Own();

  private final RecordedMetrics metrics = new RecordedMetrics();

  private static AgentId agent(int number) {
    byte[] key = new byte[32];
    key[0] = (byte) number;
    return new AgentId(Bytes.wrap(key));
  }

  /** A message of Ada whose digests are told apart by two numbers. */
  private static SignedMessage message(long version, Optional<AgentId> to, int wire, int said) {
    Message message =
        new Message(
            version,
            "id",
            NOW,
            ADA,
            "test",
            new Payload.AgentCommunication(ADA, to, new Content.Status("", "hello")),
            Optional.of(NOW.plusSeconds(60)),
            Optional.empty(),
            false,
            Optional.empty());
    return new SignedMessage(message, Bytes.wrap(new byte[100]), digest(wire), digest(100 + said));
  }

  private static Bytes digest(int number) {
    return Bytes.wrap(new byte[31]).concat(Bytes.copyOf((byte) number));
  }

  private static Passage passage(SignedMessage message, Origin origin) {
    Passage passage = new Passage(message.wire(), origin, new CompletableFuture<>());
    passage.read(message);
    return passage.at(0, NOW);
  }

  private static Passage passage() {
    return passage(message(1, Optional.empty(), 1, 1), GOSSIP);
  }

  private static Refused stopped(Judgement judgement) {
    assertThat(judgement).isInstanceOf(Stopped.class);
    return ((Stopped) judgement).refused();
  }

  private static void assertStops(Judgement judgement, Refusal refusal, boolean atFault) {
    Refused refused = stopped(judgement);
    assertThat(refused.refusal()).isEqualTo(refusal);
    assertThat(refused.senderAtFault()).isEqualTo(atFault);
  }

  private static Rates rates(RecordedMetrics metrics) {
    Allowance one = Allowance.parse("1/s burst 1, 1MiB/s");
    return new Rates(
        new RateSettings(
            one, one, Map.of(RateSettings.EXTENSION, one, RateSettings.OTHER, one), 8, 8),
        metrics);
  }

  @Test
  void size_stops_what_is_larger_than_the_limit_and_names_who_sent_it_and_the_key() {
    Step step = new SizeStep(metrics.limit("max.wire.bytes", 100, "bytes"));
    assertThat(step.judge(passage())).isSameAs(Judgement.ON);
    Passage large = new Passage(Bytes.wrap(new byte[101]), GOSSIP, new CompletableFuture<>());
    assertStops(step.judge(large), Refusal.TOO_LARGE, true);
    assertThat(stopped(step.judge(large)).reason())
        .contains("12D3A by topic agents")
        .contains("max.wire.bytes");
    assertThat(metrics.refusals("max.wire.bytes")).isEqualTo(2);
  }

  @Test
  void the_rate_of_peers_does_not_hold_for_what_this_node_says() {
    Step step = new PeerRateStep(rates(metrics));
    assertThat(step.judge(passage())).isSameAs(Judgement.ON);
    assertStops(step.judge(passage()), Refusal.PEER_RATE, true);
    assertStops(step.judge(passage()), Refusal.PEER_RATE, false);
    Passage own = passage(message(1, Optional.empty(), 1, 1), OWN);
    assertThat(step.judge(own)).isSameAs(Judgement.ON);
  }

  /** Throws what it is told to. */
  private static final class Failing extends UnjudgedException {
    private static final long serialVersionUID = 1;

    Failing() {
      super(Refusal.OVERLOADED, "no codec is there", null);
    }
  }

  @Test
  void structure_hands_on_what_was_read_and_tells_bad_bytes_other_versions_and_no_codec_apart() {
    SignedMessage read = message(1, Optional.empty(), 1, 1);
    Passage passage = new Passage(read.wire(), GOSSIP, new CompletableFuture<>());
    assertThat(new StructureStep(p -> read).judge(passage)).isSameAs(Judgement.ON);
    assertThat(passage.message()).isSameAs(read);
    assertStops(structure(new MalformedMessageException("tag", 3, "no")), Refusal.MALFORMED, true);
    assertStops(structure(new MalformedMessageException("version", 0, "2")), Refusal.VERSION, true);
    Step absent =
        new StructureStep(
            p -> {
              throw new Failing();
            });
    assertStops(absent.judge(passage()), Refusal.OVERLOADED, false);
  }

  private static Judgement structure(MalformedMessageException failure) {
    return new StructureStep(
            p -> {
              throw failure;
            })
        .judge(passage());
  }

  @Test
  void version_stops_what_a_codec_has_let_through() {
    assertThat(new VersionStep().judge(passage())).isSameAs(Judgement.ON);
    Judgement other = new VersionStep().judge(passage(message(2, Optional.empty(), 1, 1), GOSSIP));
    assertStops(other, Refusal.VERSION, true);
    assertThat(stopped(other).reason()).contains("version 2").contains("version 1");
  }

  @Test
  void place_asks_chain_and_topic() {
    assertThat(new PlaceStep(new Placement("test")).judge(passage())).isSameAs(Judgement.ON);
    assertStops(new PlaceStep(new Placement("other")).judge(passage()), Refusal.WRONG_CHAIN, true);
    Origin wrongTopic = new Origin.Gossip("memes", "12D3A");
    assertStops(
        new PlaceStep(new Placement("test"))
            .judge(passage(message(1, Optional.empty(), 1, 1), wrongTopic)),
        Refusal.INVALID,
        true);
  }

  private SeenMessages seen() {
    return new SeenMessages(
        metrics.limit("seen.max", 8, "digests"),
        Duration.ofDays(7),
        new DigestKey(Bytes.wrap(new byte[16])));
  }

  @Test
  void seen_knows_the_same_bytes_and_nothing_else() {
    Step step = new SeenStep(message -> Optional.empty(), seen());
    Passage first = passage(message(1, Optional.empty(), 1, 1), GOSSIP);
    assertThat(step.judge(first)).isSameAs(Judgement.ON);
    assertThat(step.judge(passage(message(1, Optional.empty(), 2, 1), GOSSIP)))
        .as("the same said in other bytes")
        .isSameAs(Judgement.ON);
    Judgement again = step.judge(passage(message(1, Optional.empty(), 1, 1), GOSSIP));
    assertThat(again).isEqualTo(new Repeated(Stage.SEEN, first.handled()));
  }

  @Test
  void seen_asks_what_is_kept_first_and_claims_nothing_of_what_is_known_there() {
    CompletableFuture<Outcome> told = new CompletableFuture<>();
    SeenMessages seen = seen();
    Passage first = passage(message(1, Optional.of(BOB), 1, 1), OWN);
    assertThat(new SeenStep(message -> Optional.of(told), seen).judge(first))
        .isEqualTo(new Judgement.Known(told));
    assertThat(seen.size()).isZero();
    assertThat(new SeenStep(message -> Optional.empty(), seen).judge(first)).isSameAs(Judgement.ON);
  }

  @Test
  void backlog_lets_no_message_overtake_earlier_ones_on_the_disk() {
    List<String> asked = new ArrayList<>();
    BacklogStep.Earlier some =
        (agent, type) -> {
          asked.add(type);
          return false;
        };
    Passage all = waiting(Optional.empty());
    assertThat(new BacklogStep(some, type -> true).judge(all)).as("for all").isSameAs(Judgement.ON);
    assertThat(asked).isEmpty();
    Passage refused = waiting(Optional.of(BOB));
    assertStops(new BacklogStep(some, type -> true).judge(refused), Refusal.BUSY, false);
    Passage waits = waiting(Optional.of(BOB));
    assertThat(new BacklogStep(some, type -> false).judge(waits)).isSameAs(Judgement.ON);
    assertThat(waits.behind()).isTrue();
    assertThat(asked).containsExactly("agent", "agent");
    Passage next = waiting(Optional.of(BOB));
    assertThat(new BacklogStep((agent, type) -> true, type -> false).judge(next))
        .isSameAs(Judgement.ON);
    assertThat(next.behind()).isFalse();
  }

  @Test
  void freshness_stops_what_is_void() {
    Step step =
        new FreshnessStep(
            new Freshness(Duration.ofSeconds(30), Duration.ofMinutes(10), Duration.ofDays(7)));
    assertThat(step.judge(passage())).isSameAs(Judgement.ON);
    assertStops(step.judge(passage().at(0, NOW.plusSeconds(60))), Refusal.STALE, false);
    assertStops(step.judge(passage().at(0, NOW.minusSeconds(31))), Refusal.STALE, false);
  }

  @Test
  void signature_blames_for_a_bad_one_and_for_nothing_else() {
    assertThat(new SignatureStep(p -> {}).judge(passage())).isSameAs(Judgement.ON);
    Step bad =
        new SignatureStep(
            p -> {
              throw new MalformedMessageException("signature", -1, "it does not verify");
            });
    assertStops(bad.judge(passage()), Refusal.SIGNATURE, true);
    Step absent =
        new SignatureStep(
            p -> {
              throw new Failing();
            });
    assertStops(absent.judge(passage()), Refusal.OVERLOADED, false);
  }

  @Test
  void replay_knows_what_was_said_in_whatever_bytes_and_before_a_restart() {
    SeenMessages said = seen();
    said.remember(digest(109), 0);
    Step step = new ReplayStep(said);
    Passage first = passage(message(1, Optional.empty(), 1, 1), GOSSIP);
    assertThat(step.judge(first)).isSameAs(Judgement.ON);
    Judgement again = step.judge(passage(message(1, Optional.empty(), 2, 1), GOSSIP));
    assertThat(again).isEqualTo(new Repeated(Stage.REPLAY, first.handled()));
    Judgement before = step.judge(passage(message(1, Optional.empty(), 3, 9), GOSSIP));
    assertThat(((Repeated) before).first()).isCompletedWithValue(Taken.DUPLICATE);
  }

  @Test
  void standing_stops_an_agent_that_is_blocked_and_nobody_is_at_fault() {
    assertThat(new StandingStep(Set.of(BOB)).judge(passage())).isSameAs(Judgement.ON);
    Judgement blocked = new StandingStep(Set.of(ADA)).judge(passage());
    assertStops(blocked, Refusal.BLOCKED, false);
    assertThat(stopped(blocked).reason())
        .contains(ADA.toString())
        .contains("message.delivery.blocked.agents");
  }

  /** Bob's mailbox, with room for one message. */
  private static final class Mailbox implements LocalAgents, LocalAgents.Place {
    int taken;

    @Override
    public List<AgentId> agents() {
      return List.of(BOB);
    }

    @Override
    public Optional<MessageSigner> signer(AgentId agent) {
      return Optional.empty();
    }

    @Override
    public Optional<Place> reserve(AgentId agent, int bytes) throws LimitExceededException {
      if (!agent.equals(BOB)) {
        return Optional.empty();
      }
      if (taken == 1) {
        throw new RecordedMetrics().limit("mailbox.max", 1, "messages").refuse("mailbox", 2);
      }
      taken++;
      return Optional.of(this);
    }

    @Override
    public void fill(SignedMessage message) {}

    @Override
    public void release() {}
  }

  private static Passage waiting(Optional<AgentId> to) {
    SignedMessage message = message(1, to, 1, 1);
    return Passage.of(new WaitingMessage(message, GOSSIP, 0, NOW.plusSeconds(60))).at(0);
  }

  @Test
  void addressee_keeps_a_place_in_the_mailbox() {
    Mailbox mailbox = new Mailbox();
    Step step = new AddresseeStep(() -> Optional.of(mailbox));
    assertThat(step.judge(waiting(Optional.empty()))).as("for all").isSameAs(Judgement.ON);
    Passage first = waiting(Optional.of(BOB));
    assertThat(step.judge(first)).isSameAs(Judgement.ON);
    assertThat(first.waiting().takePlace()).contains(mailbox);
    assertStops(step.judge(waiting(Optional.of(BOB))), Refusal.BUSY, false);
    assertStops(step.judge(waiting(Optional.of(ADA))), Refusal.UNKNOWN_AGENT, false);
    assertStops(
        new AddresseeStep(Optional::empty).judge(waiting(Optional.of(BOB))),
        Refusal.UNKNOWN_AGENT,
        false);
  }

  @Test
  void rules_decide_themselves_who_is_at_fault() {
    assertThat(new RulesStep(w -> Optional.empty()).judge(waiting(Optional.empty())))
        .isSameAs(Judgement.ON);
    Refused no = new Refused(Refusal.INVALID, "no", true);
    assertThat(new RulesStep(w -> Optional.of(no)).judge(waiting(Optional.empty())))
        .isEqualTo(new Stopped(no));
  }

  @Test
  void the_rate_of_agents_holds_whoever_brings_it_and_not_for_this_nodes_own() {
    Step step = new AgentRateStep(rates(metrics));
    assertThat(step.judge(waiting(Optional.empty()))).isSameAs(Judgement.ON);
    assertStops(step.judge(waiting(Optional.empty())), Refusal.AGENT_RATE, false);
    assertThat(step.judge(passage(message(1, Optional.empty(), 1, 1), OWN))).isSameAs(Judgement.ON);
  }

  @Test
  void the_queue_takes_it_or_is_full() {
    MessageQueues queues =
        new MessageQueues(
            new QueueLimits(
                metrics.limit("queue.max.messages", 1, "messages"),
                metrics.limit("queue.max.bytes", 1000, "bytes"),
                metrics.limit("parked.max.messages", 0, "messages"),
                metrics.limit("parked.max.bytes", 0, "bytes"),
                Duration.ofHours(1),
                1,
                FlowShares.DEFAULT),
            lane -> () -> {});
    Passage nowhere = waiting(Optional.empty());
    assertStops(new QueueStep(queues).judge(nowhere), Refusal.BUSY, false);
    queues.add(new Plain(), Registration.ofNode(0, 1), 0);
    Passage first = waiting(Optional.empty());
    assertThat(new QueueStep(queues).judge(first)).isSameAs(Judgement.ON);
    assertThat(first.offered().parked()).isFalse();
    Judgement full = new QueueStep(queues).judge(waiting(Optional.empty()));
    assertStops(full, Refusal.BUSY, false);
    assertThat(stopped(full).reason()).contains("queue.max.messages");
  }

  /** The type of agents' messages. */
  private static final class Plain implements MessageType {
    @Override
    public String name() {
      return "agent";
    }

    @Override
    public int maxBytes() {
      return 1000;
    }

    @Override
    public String render(Message message) {
      return "";
    }
  }
}
