// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.LimitExceededException;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.pubsub.TopicSubscriber.Verdict;

/** A node of any implementation in a mesh of GossipSub. */
interface MeshNode {
  /**
   * What came from others.
   *
   * @param deliveries how many messages the subscriber was given, equal ones counted each
   * @param distinct how many different ones
   * @param sha256 of the different ones, see {@link #digest}
   */
  record Heard(int deliveries, int distinct, String sha256) {}

  /** Which implementation. */
  String library();

  String id();

  /** Where it listens, with its id. */
  String address();

  void dial(MeshNode other);

  void subscribe(String topic);

  /** Waits until a neighbour's subscription is known. */
  void knowsSubscriber(MeshNode neighbour, String topic);

  void publish(String topic, Bytes data);

  /** Waits until so many different messages of others have come. */
  Heard heard(String topic, int distinct);

  /** With whom it is connected. */
  Set<String> neighbours();

  /**
   * SHA-256 over different messages in the order of their bytes, a length of 4 bytes before each.
   */
  static String digest(Collection<Bytes> messages) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      Set<String> sorted = new TreeSet<>();
      messages.forEach(message -> sorted.add(message.hex()));
      for (String hex : sorted) {
        byte[] data = Bytes.fromHex(hex).toArray();
        sha256.update(ByteBuffer.allocate(4).putInt(data.length).flip());
        sha256.update(data);
      }
      return Bytes.wrap(sha256.digest()).hex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** This project's node. */
  final class Ours implements MeshNode {
    private final OurNode node;
    private final AtomicInteger deliveries = new AtomicInteger();
    private final Map<Bytes, Boolean> messages = new ConcurrentHashMap<>();

    Ours(OurNode node) {
      this.node = node;
    }

    @Override
    public String library() {
      return "chaoschain";
    }

    @Override
    public String id() {
      return node.id();
    }

    @Override
    public String address() {
      return node.address();
    }

    @Override
    public void dial(MeshNode other) {
      node.dial(other.id(), other.address());
    }

    @Override
    public void subscribe(String topic) {
      try {
        node.node.gossipsub.subscribe(
            topic,
            (data, from) -> {
              messages.put(data, true);
              deliveries.incrementAndGet();
              return CompletableFuture.completedFuture(Verdict.ACCEPT);
            });
      } catch (LimitExceededException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public void knowsSubscriber(MeshNode neighbour, String topic) {
      PeerId id = PeerId.parse(neighbour.id());
      node.await(
          () -> node.node.gossipsub.subscribers(topic).contains(id),
          "subscription of " + neighbour.library());
    }

    @Override
    public void publish(String topic, Bytes data) {
      try {
        node.node.gossipsub.publish(topic, data);
      } catch (LimitExceededException e) {
        throw new AssertionError(e);
      }
    }

    @Override
    public Heard heard(String topic, int distinct) {
      Awaiting.until(
          () -> messages.size() >= distinct,
          Duration.ofSeconds(60),
          distinct + " messages at our node");
      return new Heard(deliveries.get(), messages.size(), digest(messages.keySet()));
    }

    @Override
    public Set<String> neighbours() {
      Set<String> ids = new TreeSet<>();
      node.node.host.connections().forEach(c -> ids.add(c.remotePeer().toString()));
      return ids;
    }
  }

  /**
   * A node of another implementation.
   *
   * @param signed whether every message that it hears must carry a signature, or none
   */
  record Theirs(Peer peer, boolean signed) implements MeshNode {
    @Override
    public String library() {
      return peer + "-libp2p";
    }

    @Override
    public String id() {
      return peer.id();
    }

    @Override
    public String address() {
      return peer.address();
    }

    @Override
    public void dial(MeshNode other) {
      peer.run("dial", "addr", other.address());
    }

    @Override
    public void subscribe(String topic) {
      peer.run("subscribe", "topic", topic);
    }

    @Override
    public void knowsSubscriber(MeshNode neighbour, String topic) {
      peer.run("awaitSubscriber", "peer", neighbour.id(), "topic", topic, "timeoutMs", 30_000);
    }

    @Override
    public void publish(String topic, Bytes data) {
      peer.run("publish", "topic", topic, "dataHex", data.hex());
    }

    @Override
    public Heard heard(String topic, int distinct) {
      JsonObject heard =
          peer.run("received", "topic", topic, "count", distinct, "timeoutMs", 60_000);
      int deliveries = heard.get("deliveries").getAsInt();
      int withSignature = heard.get("signed").getAsInt();
      if (withSignature != (signed ? deliveries : 0)) {
        throw new AssertionError(
            "%s: %d of %d messages were signed".formatted(library(), withSignature, deliveries));
      }
      return new Heard(
          deliveries, heard.get("distinct").getAsInt(), heard.get("sha256").getAsString());
    }

    @Override
    public Set<String> neighbours() {
      Set<String> ids = new TreeSet<>();
      for (JsonElement stream : peer.run("pubsubPeers").get("streams").getAsJsonArray()) {
        ids.add(stream.getAsJsonObject().get("peer").getAsString());
      }
      return ids;
    }
  }
}
