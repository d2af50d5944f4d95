// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.sim;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.p2p.api.peer.KeyType;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.peer.PublicKey;
import org.chaoschain.p2p.gossipsub.core.Action.Lane;
import org.chaoschain.p2p.gossipsub.core.GossipConfig;
import org.chaoschain.p2p.gossipsub.core.GossipMeters;
import org.chaoschain.p2p.gossipsub.core.Rpc;

/** Members, the links between them, and what travels on the links. For one thread. */
final class GossipNetwork {
  /** The topic to which all subscribe. */
  static final String TOPIC = "sim";

  /**
   * A dial takes this many times the latency: TCP, Noise with early muxer negotiation, identify.
   */
  private static final int DIAL_TRIPS = 6;

  /** Offers are followed by nodes that have fewer links. */
  private static final int MAX_LINKS = 60;

  final VirtualTime time = new VirtualTime();
  final Trace trace = new Trace();
  final RunMetrics metrics = new RunMetrics();
  final Ledger ledger = new Ledger(time);
  final GossipConfig config;
  final GossipMeters meters;
  final Links weather;
  final SplittableRandom random;
  final List<Member> members = new ArrayList<>();

  /** How the routers draw lots; a test can change one decision here. */
  Function<SplittableRandom, RandomGenerator> decisions = random -> random;

  long incidents;
  private final Map<PeerId, Member> byId = new HashMap<>();
  private long sent;
  private long lost;
  private BiPredicate<Member, Member> cut;

  GossipNetwork(GossipConfig config, Links weather, long seed) {
    this.config = config;
    this.weather = weather;
    this.meters = new GossipMeters(config.limits(), metrics);
    this.random = new SplittableRandom(seed);
  }

  /**
   * Nothing passes between some pairs of members any more.
   *
   * @param between which; null to heal all
   */
  void cut(BiPredicate<Member, Member> between) {
    cut = between;
  }

  /** Whether what one member sends arrives at another. */
  boolean reaches(Member from, Member to) {
    return cut == null || !cut.test(from, to);
  }

  /** RPCs that were sent. */
  long sent() {
    return sent;
  }

  /** RPCs that were lost, those that were sent again not counted. */
  long lost() {
    return lost;
  }

  Member.Identity identity(List<String> addresses) {
    int index = members.size();
    return new Member.Identity(index, peerId(index), addresses, random.split());
  }

  /** The address of a member that has one of its own. */
  static List<String> ownAddress(int index) {
    return List.of("10.%d.%d.%d".formatted(index >> 16, (index >> 8) & 0xff, index & 0xff));
  }

  /** The id of that number. */
  static PeerId peerId(int number) {
    byte[] key = new byte[32];
    SplittableRandom bits = new SplittableRandom(number);
    for (int i = 0; i < key.length; i++) {
      key[i] = (byte) bits.nextInt();
    }
    return PeerId.fromPublicKey(new PublicKey(KeyType.ED25519, Bytes.wrap(key)));
  }

  /** A new honest node, which runs from now on. */
  HonestNode addNode() {
    return addNode(identity(ownAddress(members.size())));
  }

  /** New honest nodes, each of which dials some others of them by lot. */
  List<HonestNode> addLinkedNodes(int count, int dials) {
    List<HonestNode> nodes = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      nodes.add(addNode());
    }
    linkAtRandom(nodes, dials);
    return nodes;
  }

  /** A node that has left is there again, with its id and address, and remembers nothing. */
  HonestNode addAgain(HonestNode gone) {
    return addNode(new Member.Identity(members.size(), gone.id, gone.addresses, random.split()));
  }

  private HonestNode addNode(Member.Identity identity) {
    HonestNode node = new HonestNode(this, identity, decisions.apply(identity.random().split()));
    add(node);
    node.start();
    return node;
  }

  void add(Member member) {
    members.add(member);
    byId.put(member.id, member);
  }

  Member member(PeerId id) {
    return byId.get(id);
  }

  /** The nodes that are there now. */
  List<HonestNode> nodes() {
    List<HonestNode> nodes = new ArrayList<>();
    for (Member member : members) {
      if (member instanceof HonestNode node && node.present()) {
        nodes.add(node);
      }
    }
    return nodes;
  }

  /** A link is there at once, unless there is one. */
  boolean connect(Member dialler, Member other) {
    if (dialler == other
        || !dialler.present()
        || !other.present()
        || !reaches(dialler, other)
        || dialler.links.containsKey(other.id)) {
      return false;
    }
    forgetFormer(dialler, other);
    Link there = new Link(other, true);
    Link back = new Link(dialler, false);
    dialler.links.put(other.id, there);
    other.links.put(dialler.id, back);
    dialler.up(there);
    other.up(back);
    return true;
  }

  /** A link to somebody who has left, and is there again under the same id, ends at last. */
  private static void forgetFormer(Member dialler, Member other) {
    Link former = other.links.get(dialler.id);
    if (former != null) {
      former.open = false;
      other.links.remove(dialler.id);
      other.down(former.to);
    }
  }

  /** A link is there after a handshake. */
  void dial(Member dialler, Member other) {
    time.after(DIAL_TRIPS * weather.latency().toNanos(), () -> connect(dialler, other));
  }

  /** A peer was offered with PRUNE: it is dialled while there is room. */
  void dialOffered(Member dialler, PeerId offered) {
    Member other = byId.get(offered);
    if (other != null && dialler.links.size() < MAX_LINKS) {
      dial(dialler, other);
    }
  }

  void disconnect(Member one, Member other) {
    Link there = one.links.remove(other.id);
    Link back = other.links.remove(one.id);
    if (there != null && back != null) {
      there.open = false;
      back.open = false;
      one.down(other);
      other.down(one);
    }
  }

  /** A member leaves; its connections are closed. */
  void leave(Member member) {
    for (Link link : List.copyOf(member.links.values())) {
      disconnect(member, link.to);
    }
    member.leftAt = time.now();
  }

  /** A member is gone without a word; the others notice it after a time. */
  void fallSilent(Member member, Duration noticed) {
    member.leftAt = time.now();
    time.after(
        noticed.toNanos(),
        () -> {
          for (Link link : member.links.values()) {
            Link back = link.to.links.get(member.id);
            if (back != null && back.to == member) {
              back.open = false;
              link.to.links.remove(member.id);
              link.to.down(member);
            }
          }
          member.links.clear();
        });
  }

  /** Each of these dials some others of these by lot. */
  <T extends Member> void linkAtRandom(List<T> among, int dials) {
    for (T member : among) {
      int most = Math.min(dials, among.size() - 1);
      int tries = 20 * most;
      while (member.dialled() < most && tries-- > 0) {
        connect(member, among.get(random.nextInt(among.size())));
      }
    }
  }

  void send(Member from, PeerId to, Rpc rpc, Lane lane) {
    Link link = from.links.get(to);
    if (link == null) {
      return;
    }
    sent++;
    long arrives = time.now() + weather.travel(from.weather);
    if (lane == Lane.STATE) {
      // a node's stream repeats it until it arrives, and keeps its order
      arrives = Math.max(arrives + weather.retransmissions(from.weather), link.orderedUntil);
      link.orderedUntil = arrives;
    } else if (weather.loses(from.weather)) {
      lost++;
      return;
    }
    time.at(arrives, new Arrival(from, link, rpc));
  }

  private final class Arrival implements EventQueue.Event {
    private final Member from;
    private final Link link;
    private final Rpc rpc;

    Arrival(Member from, Link link, Rpc rpc) {
      this.from = from;
      this.link = link;
      this.rpc = rpc;
    }

    @Override
    public void happen() {
      if (link.open && link.to.present() && reaches(from, link.to)) {
        trace.arrived(time.now(), from.index, link.to.index, rpc);
        link.to.received(from, rpc);
      }
    }
  }

  /** Nodes of these publish by lot, at even distances. */
  void publish(List<HonestNode> authors, int count, int bytes, Duration distance) {
    for (int i = 0; i < count; i++) {
      HonestNode author = authors.get(random.nextInt(authors.size()));
      time.after(distance.toNanos() * i, () -> publish(author, bytes));
    }
  }

  /** Nodes that are there then publish by lot, at even distances. */
  void publishAnywhere(int count, int bytes, Duration distance) {
    for (int i = 0; i < count; i++) {
      time.after(
          distance.toNanos() * i,
          () -> {
            List<HonestNode> present = nodes();
            publish(present.get(random.nextInt(present.size())), bytes);
          });
    }
  }

  private void publish(HonestNode author, int bytes) {
    if (author.present()) {
      author.publish(ledger.publish(author, bytes));
    }
  }
}
