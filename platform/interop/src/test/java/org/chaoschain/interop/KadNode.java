// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.interop;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.kad.core.KadPeer;
import org.chaoschain.p2p.kad.core.KadRecord;

/** A node of any implementation in a DHT. Addresses are without the peer's id. */
interface KadNode {
  /** Which implementation. */
  String library();

  String id();

  /** Where it listens, with its id. */
  String address();

  /** Dials another and waits until either has the other in its routing table. */
  default void join(KadNode other) {
    dial(other);
    knows(other);
    other.knows(this);
  }

  void dial(KadNode other);

  /** Waits until another is in the routing table. */
  void knows(KadNode other);

  void provide(Bytes key);

  /** The addresses of providers, by provider. */
  Map<String, List<String>> findProviders(Bytes key);

  /** Addresses of a peer. */
  List<String> findPeer(String peer);

  void putValue(Bytes key, Bytes value);

  Bytes getValue(Bytes key);

  /** This project's node. */
  record Ours(OurNode node) implements KadNode {
    private static final Duration SEARCH = Duration.ofSeconds(30);

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
    public void dial(KadNode other) {
      node.dial(other.id(), other.address());
    }

    @Override
    public void knows(KadNode other) {
      PeerId id = PeerId.parse(other.id());
      node.await(
          () ->
              node.await(node.node.dht.places()).stream()
                  .anyMatch(place -> place.peer().id().equals(id)),
          other.library() + " in our routing table");
    }

    @Override
    public void provide(Bytes key) {
      if (node.await(node.node.dht.provide(key)) == 0) {
        throw new AssertionError("nobody took the provision of our node");
      }
    }

    @Override
    public Map<String, List<String>> findProviders(Bytes key) {
      Map<String, List<String>> found = new TreeMap<>();
      for (KadPeer each : node.await(node.node.dht.findProviders(key, 1)).value()) {
        found.put(each.id().toString(), texts(each.addresses()));
      }
      return found;
    }

    @Override
    public List<String> findPeer(String peer) {
      return node.await(node.node.dht.findPeer(PeerId.parse(peer), SEARCH))
          .value()
          .map(info -> texts(info.addresses()))
          .orElse(List.of());
    }

    @Override
    public void putValue(Bytes key, Bytes value) {
      if (node.await(node.node.dht.putValue(new KadRecord(key, value))) == 0) {
        throw new AssertionError("nobody took the value of our node");
      }
    }

    @Override
    public Bytes getValue(Bytes key) {
      return node.await(node.node.dht.getValue(key, SEARCH))
          .value()
          .orElseThrow(() -> new AssertionError("our node finds no value for " + key))
          .value();
    }

    private static List<String> texts(List<Multiaddr> addresses) {
      return addresses.stream().map(Multiaddr::toString).toList();
    }
  }

  /** A node of another implementation. */
  record Theirs(Peer peer) implements KadNode {
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
    public void dial(KadNode other) {
      peer.run("dial", "addr", other.address());
    }

    @Override
    public void knows(KadNode other) {
      peer.run("dhtKnows", "peer", other.id(), "timeoutMs", 30_000);
    }

    @Override
    public void provide(Bytes key) {
      peer.run("provide", "keyHex", key.hex());
    }

    @Override
    public Map<String, List<String>> findProviders(Bytes key) {
      Map<String, List<String>> found = new TreeMap<>();
      for (JsonElement each :
          peer.run("findProviders", "keyHex", key.hex(), "count", 1)
              .get("providers")
              .getAsJsonArray()) {
        found.put(each.getAsJsonObject().get("peer").getAsString(), addresses(each));
      }
      return found;
    }

    @Override
    public List<String> findPeer(String id) {
      return addresses(peer.run("findPeer", "peer", id));
    }

    private static List<String> addresses(JsonElement of) {
      JsonObject found = of.getAsJsonObject();
      return found.get("addrs").getAsJsonArray().asList().stream()
          .map(JsonElement::getAsString)
          .map(text -> text.replaceFirst("/p2p/.*$", ""))
          .toList();
    }

    @Override
    public void putValue(Bytes key, Bytes value) {
      peer.run("putValue", "keyHex", key.hex(), "dataHex", value.hex());
    }

    @Override
    public Bytes getValue(Bytes key) {
      return Bytes.fromHex(peer.run("getValue", "keyHex", key.hex()).get("dataHex").getAsString());
    }
  }
}
