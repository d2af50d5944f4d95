// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.gossipsub.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chaoschain.p2p.gossipsub.core.Bench.TOPIC;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;

/** Whatever twenty peers do, in any order: what must hold of a router at each moment. */
class RouterPropertiesTest {
  private static final int PEERS = 20;

  /** What the test knows of the router's doings. */
  private static final class Model {
    final Bench bench = Bench.small();
    final SplittableRandom random;
    final Set<PeerId> connected = new HashSet<>();
    final Map<PeerId, MeshProtocol> protocols = new HashMap<>();
    final Map<PeerId, Long> backoff = new HashMap<>();
    final Map<PeerId, Set<MessageId>> sent = new HashMap<>();
    final Map<PeerId, Set<MessageId>> unwanted = new HashMap<>();
    final Map<PeerId, Map<MessageId, Integer>> got = new HashMap<>();
    final List<Message> messages = new ArrayList<>();
    final Set<MessageId> judged = new HashSet<>();

    Model(long seed) throws Exception {
      random = new SplittableRandom(seed);
      for (int i = 0; i < 40; i++) {
        messages.add(Bench.message("m" + i + "x".repeat(i % 4 == 0 ? 1500 : 0)));
      }
      bench.subscribe(TOPIC);
      check();
    }

    PeerId anyPeer() {
      PeerId peer = RouterNetwork.peer(random.nextInt(PEERS));
      if (connected.add(peer)) {
        MeshProtocol protocol =
            MeshProtocol.ofId(MeshProtocol.ids().get(random.nextInt(4))).orElseThrow();
        protocols.put(peer, protocol);
        bench.actions.addAll(
            bench.router.peerUp(
                new PeerFacts(peer, protocol, random.nextBoolean(), List.of()), bench.now));
        bench.receive(peer, Rpc.subscriptions(List.of(new Rpc.Subscription(TOPIC, true))));
      }
      return peer;
    }

    void step() {
      PeerId peer = anyPeer();
      check();
      Message message = messages.get(random.nextInt(messages.size()));
      MessageId id = message.contentId();
      switch (random.nextInt(10)) {
        case 0 -> bench.graft(peer);
        case 1 -> {
          long seconds = random.nextInt(100);
          long nanos = Duration.ofSeconds(seconds == 0 ? 60 : seconds).toNanos();
          bench.receive(
              peer, Rpc.Control.mesh(List.of(), List.of(new Rpc.Prune(TOPIC, List.of(), seconds))));
          backoff.merge(peer, bench.now + nanos, Math::max);
        }
        case 2 -> {
          bench.router.peerDown(peer, bench.now);
          connected.remove(peer);
          sent.remove(peer);
          unwanted.remove(peer);
          got.remove(peer);
        }
        case 3 -> bench.receive(peer, Rpc.Control.ihave(TOPIC, List.of(id)));
        case 4 -> bench.receive(peer, Rpc.Control.iwant(List.of(id)));
        case 5 -> {
          bench.receive(peer, Rpc.Control.idontwant(List.of(id)));
          unwanted.computeIfAbsent(peer, p -> new HashSet<>()).add(id);
        }
        case 6 -> {
          bench.heartbeats(1);
          unwanted.clear();
          assertThat(bench.mesh().size()).isLessThanOrEqualTo(4);
          // a backoff is cleared at every 15th heartbeat, some time after its end
          long eligible =
              connected.stream()
                  .filter(p -> protocols.get(p).meshes() && bench.score(p) >= 0)
                  .filter(
                      p -> !backoff.containsKey(p) || backoff.get(p) + 60_000_000_000L < bench.now)
                  .count();
          assertThat((long) bench.mesh().size()).isGreaterThanOrEqualTo(Math.min(2, eligible));
          assertThat(bench.mesh()).allSatisfy(p -> assertThat(bench.score(p)).isNotNegative());
        }
        case 7 -> bench.pass(Duration.ofMillis(random.nextInt(500)));
        default -> {
          bench.receive(peer, Rpc.of(message));
          sent.computeIfAbsent(peer, p -> new HashSet<>()).add(id);
          if (random.nextInt(4) > 0 && judged.add(id)) {
            Verdict verdict =
                List.of(Verdict.ACCEPT, Verdict.ACCEPT, Verdict.IGNORE, Verdict.REJECT)
                    .get(random.nextInt(4));
            bench.actions.addAll(bench.router.judged(id, verdict, bench.now));
          }
        }
      }
      check();
    }

    private void check() {
      for (Action action : bench.take()) {
        if (action instanceof Action.Send send) {
          Bench.assertOneLane(send);
          PeerId to = send.peer();
          assertThat(connected).contains(to);
          for (Message message : send.rpc().messages()) {
            MessageId id = message.contentId();
            assertThat(unwanted.getOrDefault(to, Set.of())).doesNotContain(id);
            if (send.lane() == Action.Lane.PAYLOAD) {
              assertThat(sent.getOrDefault(to, Set.of()))
                  .describedAs("sent back to whom it came from")
                  .doesNotContain(id);
              assertThat(got.computeIfAbsent(to, p -> new HashMap<>()).merge(id, 1, Integer::sum))
                  .describedAs("handed on once")
                  .isEqualTo(1);
            }
          }
          if (!send.rpc().control().graft().isEmpty()) {
            assertThat(backoff.getOrDefault(to, 0L))
                .describedAs("grafted during a backoff")
                .isLessThanOrEqualTo(bench.now);
          }
          send.rpc()
              .control()
              .prune()
              .forEach(
                  prune ->
                      backoff.merge(to, bench.now + Duration.ofMinutes(1).toNanos(), Math::max));
        }
      }
      assertThat(connected).containsAll(bench.mesh());
    }
  }

  @Property(tries = 300)
  void a_router_keeps_its_rules(@ForAll long seed) throws Exception {
    Model model = new Model(seed);
    for (int i = 0; i < 300; i++) {
      model.step();
    }
  }
}
