// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.testkit.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.chaoschain.api.message.Content;
import org.chaoschain.api.message.DeliveryException;
import org.chaoschain.api.message.DeliveryReceipt.Status;
import org.chaoschain.api.message.MessageRecord;
import org.chaoschain.api.message.Payload;
import org.chaoschain.api.plugin.Health;
import org.chaoschain.api.plugin.HealthCheck;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.testkit.plugin.contract.Gossip;
import org.chaoschain.testkit.plugin.contract.Haiku;
import org.chaoschain.testkit.sim.LinkSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A plugin in a network of whole nodes. */
@ExtendWith(NetworkExtension.class)
class NetworkTest {
  @Test
  void a_plugins_message_reaches_all_and_waits_where_the_plugin_is_not(Network net)
      throws Exception {
    NetworkNode a = net.node("a").with(new Haiku());
    NetworkNode b = net.node("b").with(new Haiku());
    NetworkNode c = net.node("c");
    NetworkAgent bob = b.agent("bob");
    NetworkAgent cyd = c.agent("cyd");
    a.agent("ada").broadcast(Haiku.poem("one/two/three"));
    net.settle();
    assertThat(b.texts()).containsExactly("one\ntwo\nthree");
    assertThat(bob.extensions()).containsExactly(Haiku.poem("one/two/three"));
    assertThat(c.parked()).hasSize(1);
    assertThat(cyd.inbox()).isEmpty();
    c.with(new Haiku());
    net.settle();
    assertThat(c.texts()).containsExactly("one\ntwo\nthree");
    assertThat(cyd.extensions()).hasSize(1);
    assertThat(a.agent("ada").send(cyd, Haiku.poem("four/five/six")).status())
        .isEqualTo(Status.ACCEPTED);
    net.assertNothingLost();
    net.assertNothingFailed();
  }

  @Test
  void rules_of_a_plugin_are_kept_by_sender_and_receiver(Network net) {
    NetworkNode a = net.node("a");
    NetworkNode b = net.node("b").with(new Haiku());
    NetworkNode c = net.node("c").with(new Haiku());
    assertThatThrownBy(() -> a.agent("ada").send(b.agent("bob"), Haiku.poem("one line")))
        .isInstanceOf(DeliveryException.class)
        .hasMessageContaining("a haiku has 3 lines, not 1");
    assertThat(b.rejected())
        .singleElement()
        .satisfies(record -> assertThat(record.detail()).contains("a haiku has 3 lines"));
    assertThatThrownBy(() -> c.agent("cyd").broadcast(Haiku.poem("one line")))
        .isInstanceOf(DeliveryException.class);
    net.assertNothingLost();
  }

  @Test
  void generations_change_under_load_and_nothing_is_lost(Network net) throws Exception {
    Haiku generation = new Haiku();
    NetworkNode a = net.node("a").with(new Haiku());
    NetworkNode b = net.node("b").with(generation);
    List<Haiku> generations = new ArrayList<>(List.of(generation));
    for (int i = 0; i < 20; i++) {
      for (int n = 0; n < 5; n++) {
        a.agent("ada").broadcast(Haiku.poem("generation/%d/%d".formatted(i, n)));
      }
      Haiku next = new Haiku();
      b.swap(generation, next);
      generations.add(next);
      generation = next;
    }
    net.settle();
    List<String> handled = generations.stream().flatMap(each -> each.handled.stream()).toList();
    assertThat(handled).hasSize(100).doesNotHaveDuplicates();
    assertThat(handled).isEqualTo(sorted(handled));
    b.remove(generation);
    a.agent("ada").broadcast(Haiku.poem("parked/for/now"));
    net.settle();
    assertThat(b.parked()).hasSize(1);
    b.with(generation);
    net.settle();
    assertThat(b.texts()).contains("parked\nfor\nnow");
    net.assertNothingLost();
  }

  private static List<String> sorted(List<String> poems) {
    return poems.stream()
        .sorted(
            Comparator.<String>comparingInt(poem -> Integer.parseInt(poem.split("/", -1)[1]))
                .thenComparing(poem -> poem.split("/", -1)[2]))
        .toList();
  }

  @Test
  void agents_of_plugins_answer_and_are_told_apart_from_those_of_the_test(Network net)
      throws Exception {
    Gossip gossip = new Gossip();
    NetworkNode home = net.node("home").with(gossip);
    NetworkAgent ada = net.node("other").agent("ada");
    ada.send(home.agent("gossip"), new Content.Discussion("weather", "rain?", ""));
    net.settle();
    assertThat(home.agent("gossip").inbox()).hasSize(1);
    assertThat(ada.inbox())
        .singleElement()
        .satisfies(
            message ->
                assertThat(message.payload())
                    .isInstanceOfSatisfying(
                        Payload.AgentCommunication.class,
                        said ->
                            assertThat(said.content())
                                .isInstanceOfSatisfying(
                                    Content.Discussion.class,
                                    answer -> assertThat(answer.text()).isEqualTo("I heard so"))));
    home.remove(gossip);
    assertThatThrownBy(
            () -> ada.send(home.agent("gossip"), new Content.Discussion("weather", "rain?", "")))
        .isInstanceOf(DeliveryException.class);
  }

  @Test
  void a_stream_protocol_is_served_and_goes(Network net) throws Exception {
    StreamProtocol silent = new SilentProtocol();
    NetworkNode a = net.node("a").with(silent);
    NetworkNode b = net.node("b");
    net.settle();
    Stream stream =
        net.await(
            b.host().newStream(a.host().peerId(), silent.protocols()), Duration.ofSeconds(10));
    assertThat(stream.protocol()).isEqualTo("/test/silent/1.0.0");
    a.remove(silent);
    net.run(Duration.ofSeconds(30));
    assertThatThrownBy(
            () ->
                net.await(
                    b.host().newStream(a.host().peerId(), silent.protocols()),
                    Duration.ofSeconds(10)))
        .hasMessageContaining("/test/silent/1.0.0");
  }

  private static final class SilentProtocol implements StreamProtocol {
    @Override
    public List<String> protocols() {
      return List.of("/test/silent/1.0.0");
    }

    @Override
    public void onStream(Stream stream) {
      // it has nothing to say
    }
  }

  @Test
  void health_is_that_of_the_worst_check(Network net) {
    NetworkNode a = net.node("a");
    assertThat(a.health()).isEqualTo(Health.FINE);
    HealthCheck failing =
        () -> {
          throw new IllegalStateException("no file");
        };
    a.with((HealthCheck) () -> new Health(Health.Status.WARN, "slow"));
    assertThat(a.health().reason()).isEqualTo("slow");
    a.with(failing);
    assertThat(a.health().status()).isEqualTo(Health.Status.CRITICAL);
    a.remove(failing);
    assertThat(a.health().status()).isEqualTo(Health.Status.WARN);
  }

  @Test
  void a_partition_delays_and_a_slow_line_loses_nothing(Network net) throws Exception {
    net.links(
        LinkSettings.DEFAULT
            .withLatency(Duration.ofMillis(300))
            .withJitter(Duration.ofMillis(500)));
    NetworkNode a = net.node("a").with(new Haiku());
    NetworkNode b = net.node("b").with(new Haiku());
    net.settle();
    net.partition(b);
    a.agent("ada").broadcast(Haiku.poem("one/two/three"));
    net.run(Duration.ofSeconds(5));
    assertThat(b.texts()).isEmpty();
    assertThatThrownBy(net::assertNothingLost).hasMessageContaining("left no trace at node b");
    net.heal();
    net.assertNothingLost();
    assertThat(b.texts()).containsExactly("one\ntwo\nthree");
    assertThat(net.now()).isGreaterThan(Duration.ofSeconds(5));
  }

  @Test
  @Seed(4711)
  void the_same_seed_gives_the_same_network(Network net) throws Exception {
    assertThat(net.seed()).isEqualTo(4711);
    assertThat(trace(net)).isEqualTo(trace(Network.ofSeed(4711))).isNotEmpty();
    try (Network other = Network.ofSeed(4712)) {
      assertThat(trace(other)).isNotEqualTo(trace(net));
    }
  }

  private static List<String> trace(Network net) throws Exception {
    NetworkNode a = net.node("a").with(new Haiku());
    NetworkNode b = net.node("b").with(new Haiku());
    a.agent("ada").broadcast(Haiku.poem("one/two/three"));
    b.agent("bob").send(a.agent("ada"), Haiku.poem("four/five/six"));
    net.settle();
    return net.nodes().stream()
        .flatMap(node -> node.records().stream())
        .map(MessageRecord::toString)
        .toList();
  }

  @Test
  void what_no_plugin_can_be_is_refused(Network net) {
    NetworkNode a = net.node("a");
    assertThatThrownBy(() -> a.with("a text"))
        .hasMessageContaining("a network has no place for it");
    Haiku haiku = new Haiku();
    a.with(haiku);
    assertThatThrownBy(() -> a.with(haiku))
        .hasMessageContaining("a new generation is a new object");
    assertThatThrownBy(() -> a.remove(new Haiku())).hasMessageContaining("is not in node a");
    assertThatThrownBy(() -> net.node("No Name")).hasMessageContaining("1 to 32 characters");
  }
}
