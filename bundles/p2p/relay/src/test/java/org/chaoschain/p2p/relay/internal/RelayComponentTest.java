// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.relay.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Cancellable;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.PubSub;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;
import org.junit.jupiter.api.Test;

class RelayComponentTest {
  private final Topics topics = new Topics();

  @Test
  void itSubscribesToEachTopicOfTheChainOnce() throws LimitExceededException {
    relay("agents", "memes", "agents");
    assertThat(topics.subscribers)
        .containsOnlyKeys("/chaoschain/test/agents", "/chaoschain/test/memes");
  }

  @Test
  void whatItHearsIsHandedOn() throws LimitExceededException {
    relay("agents");
    TopicSubscriber subscriber = topics.subscribers.get("/chaoschain/test/agents");
    assertThat(subscriber.onMessage(Bytes.wrap(new byte[] {1}), null).toCompletableFuture())
        .isCompletedWithValue(Verdict.ACCEPT);
  }

  @Test
  void aTopicThatSomebodyElseReadsIsLeftToHim() throws LimitExceededException {
    topics.subscribe("/chaoschain/test/agents", (data, from) -> null);
    TopicSubscriber other = topics.subscribers.get("/chaoschain/test/agents");
    RelayComponent relay = relay("agents", "memes");
    relay.deactivate();
    assertThat(topics.subscribers).containsOnly(Map.entry("/chaoschain/test/agents", other));
  }

  @Test
  void nothingStaysSubscribedIfThereAreTooManyTopics() {
    topics.max = limit(1);
    assertThatThrownBy(() -> relay("agents", "memes")).isInstanceOf(LimitExceededException.class);
    assertThat(topics.subscribers).isEmpty();
  }

  private RelayComponent relay(String... names) throws LimitExceededException {
    return new RelayComponent(new TestNode(), topics, List.of(names));
  }

  private record TestNode(String name, String chainId, String version) implements Node {
    TestNode() {
      this("a", "test", "1");
    }

    @Override
    public Path directory(String directory) {
      throw new UnsupportedOperationException(directory);
    }

    @Override
    public void stop() {}
  }

  private static Limit limit(int value) {
    Counter refused =
        new Counter() {
          @Override
          public void add(long amount) {}

          @Override
          public long value() {
            return 0;
          }
        };
    return new Limit("test.max.topics", value, "topics", refused);
  }

  /** Subscriptions, and nobody who publishes. */
  private static final class Topics implements PubSub {
    final Map<String, TopicSubscriber> subscribers = new LinkedHashMap<>();
    Limit max = limit(10);

    @Override
    public Cancellable subscribe(String topic, TopicSubscriber subscriber)
        throws LimitExceededException {
      if (subscribers.containsKey(topic)) {
        throw new IllegalStateException(topic);
      }
      max.check("test", subscribers.size() + 1L);
      subscribers.put(topic, subscriber);
      return () -> subscribers.remove(topic, subscriber);
    }

    @Override
    public int publish(String topic, Bytes data) {
      return 0;
    }

    @Override
    public void reading(PeerId peer, boolean wanted) {}

    @Override
    public Set<PeerId> subscribers(String topic) {
      return Set.of();
    }
  }
}
