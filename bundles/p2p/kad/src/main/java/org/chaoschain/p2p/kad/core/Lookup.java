// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.kad.core;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/**
 * An iterative search for the peers closest to a point. It says whom to ask, is told what they
 * answered or that they did not, and ends when the closest that it has heard of have answered.
 *
 * <p>It runs over paths that share no peer (S/Kademlia): what a peer answers is followed only by
 * the path that asked it, so that one liar spoils one path. Among the closest at most a few peers
 * of one network count, so that ids made to be close do not crowd out the others unless their maker
 * has that many networks.
 *
 * <p>Pure: timeouts come in as {@link #failed}. Not safe for use by many threads.
 */
public final class Lookup {
  /**
   * Its parameters.
   *
   * @param alpha requests under way at once
   * @param k how many closest peers are wanted
   * @param beta how many closest peers must have answered for the end; at most k
   * @param paths how many disjoint paths; at most as many as there are seeds, and 64
   * @param maxCandidates peers a path remembers
   * @param maxRequests peers asked in all
   * @param maxPerPrefix peers of one network that count among the closest
   * @param countLocal whether loopback and private networks are counted as networks
   */
  public record Settings(
      int alpha,
      int k,
      int beta,
      int paths,
      int maxCandidates,
      int maxRequests,
      int maxPerPrefix,
      boolean countLocal) {
    /** The defaults, of a search that ends as the specification says. */
    public static final Settings DEFAULT = new Settings(3, 20, 20, 1, 256, 256, 3, false);

    /** With another number of closest peers that must have answered. */
    public Settings withBeta(int count) {
      return new Settings(
          alpha, k, count, paths, maxCandidates, maxRequests, maxPerPrefix, countLocal);
    }

    /** With another number of paths. */
    public Settings withPaths(int count) {
      return new Settings(
          alpha, k, beta, count, maxCandidates, maxRequests, maxPerPrefix, countLocal);
    }
  }

  private enum State {
    NEW,
    WAITING,
    ANSWERED,
    FAILED
  }

  private static final class Contact {
    KadPeer peer;
    int hop;
    State state = State.NEW;
    Path asker;
    Set<IpPrefix> prefixes;

    /** Whether the networks are where it was reached, and not what was said of it. */
    boolean proven;

    /** The paths that remember it, a bit each. */
    long onPaths;

    Contact(KadPeer peer, int hop, Set<IpPrefix> prefixes) {
      this.peer = peer;
      this.hop = hop;
      this.prefixes = prefixes;
    }
  }

  private static final class Path {
    /** By distance, the closest first. */
    final List<Contact> candidates = new ArrayList<>();

    final long bit;
    int underWay;
    boolean done;

    Path(int index) {
      this.bit = 1L << index;
    }
  }

  private static final int MAX_ADDRESSES = 16;
  private static final int MAX_PATHS = Long.SIZE;

  private final KadKey self;
  private final KadKey target;
  private final Settings settings;
  private final int alphaPerPath;
  private final Map<PeerId, Contact> contacts = new HashMap<>();
  private final List<Path> paths = new ArrayList<>();
  private int requests;
  private int answers;
  private int failures;
  private int dropped;
  private boolean stopped;

  /**
   * Begins a search.
   *
   * @param self who searches, and is never asked
   * @param seeds whom to ask first; dealt to the paths in turn
   */
  public Lookup(KadKey self, KadKey target, Settings settings, Collection<KadPeer> seeds) {
    this.self = self;
    this.target = target;
    this.settings = settings;
    int count = Math.max(1, Math.min(Math.min(settings.paths(), MAX_PATHS), seeds.size()));
    this.alphaPerPath = Math.max(1, (settings.alpha() + count - 1) / count);
    for (int i = 0; i < count; i++) {
      paths.add(new Path(i));
    }
    int next = 0;
    for (KadPeer seed : seeds) {
      learn(paths.get(next++ % count), seed, 1);
    }
  }

  private void learn(Path path, KadPeer peer, int hop) {
    if (peer.key().equals(self)) {
      return;
    }
    Contact contact = contacts.get(peer.id());
    if (contact != null) {
      hear(contact, peer);
      if ((contact.onPaths & path.bit) != 0) {
        return;
      }
    } else {
      contact = new Contact(peer, hop, Networks.of(peer.addresses(), settings.countLocal()));
    }
    int at = path.candidates.size();
    while (at > 0
        && target.compareDistance(path.candidates.get(at - 1).peer.key(), peer.key()) > 0) {
      at--;
    }
    if (path.candidates.size() >= settings.maxCandidates() && !makeRoom(path, at)) {
      dropped++;
      return;
    }
    path.candidates.add(at, contact);
    contact.onPaths |= path.bit;
    contacts.putIfAbsent(peer.id(), contact);
  }

  /** Drops the farthest that was not asked yet, if it is farther than the newcomer. */
  private boolean makeRoom(Path path, int at) {
    for (int i = path.candidates.size() - 1; i >= at; i--) {
      Contact farthest = path.candidates.get(i);
      if (farthest.state == State.NEW) {
        path.candidates.remove(i);
        farthest.onPaths &= ~path.bit;
        dropped++;
        if (farthest.onPaths == 0) {
          contacts.remove(farthest.peer.id());
        }
        return true;
      }
    }
    return false;
  }

  /** Adds further hints of where a peer is, so that no liar alone decides it. */
  private void hear(Contact contact, KadPeer peer) {
    if (contact.state != State.NEW || contact.peer.addresses().containsAll(peer.addresses())) {
      return;
    }
    List<Multiaddr> joined = new ArrayList<>(contact.peer.addresses());
    for (Multiaddr address : peer.addresses()) {
      if (joined.size() < MAX_ADDRESSES && !joined.contains(address)) {
        joined.add(address);
      }
    }
    contact.peer = contact.peer.withAddresses(joined);
    contact.prefixes = Networks.of(joined, settings.countLocal());
  }

  /** Whom to ask now; each is under way until it is {@link #answered} or {@link #failed}. */
  public List<KadPeer> next() {
    List<KadPeer> ask = new ArrayList<>();
    for (Path path : paths) {
      while (!stopped && !path.done && path.underWay < alphaPerPath) {
        Contact contact = nextOf(path);
        if (contact == null) {
          break;
        }
        contact.state = State.WAITING;
        contact.asker = path;
        path.underWay++;
        requests++;
        ask.add(contact.peer);
      }
    }
    return ask;
  }

  private Contact nextOf(Path path) {
    if (requests >= settings.maxRequests()) {
      return null;
    }
    PrefixCount networks = new PrefixCount(settings.maxPerPrefix());
    int counted = 0;
    for (Contact contact : path.candidates) {
      if (counted == settings.k()) {
        return null;
      }
      if (counts(contact, networks)) {
        counted++;
        if (contact.state == State.NEW) {
          return contact;
        }
      }
    }
    return null;
  }

  /**
   * Whether a contact counts among the closest, given those before it. One that was reached in a
   * network that is full does not; one that is only said to be there is given the benefit of the
   * doubt if any of its hints names a network with room.
   */
  private static boolean counts(Contact contact, PrefixCount networks) {
    boolean room =
        contact.proven
            ? networks.hasRoom(contact.prefixes)
            : contact.state != State.FAILED && networks.hasSomeRoom(contact.prefixes);
    if (room) {
      networks.add(contact.prefixes);
    }
    return room;
  }

  /**
   * A peer has answered.
   *
   * @param observed the addresses at which it was really reached, which count instead of the hints;
   *     empty where they are not known
   * @param closer whom it named; no more than k and one are taken
   * @return whether the answer was waited for; if not, it is ignored
   */
  public boolean answered(PeerId from, List<Multiaddr> observed, List<KadPeer> closer) {
    Contact contact = contacts.get(from);
    if (contact == null || contact.state != State.WAITING) {
      return false;
    }
    contact.state = State.ANSWERED;
    contact.asker.underWay--;
    answers++;
    if (!observed.isEmpty()) {
      contact.prefixes = Networks.of(observed, settings.countLocal());
      contact.proven = true;
    }
    int most = settings.k() + 1;
    for (KadPeer peer : closer) {
      if (most-- == 0) {
        dropped++;
        break;
      }
      learn(contact.asker, peer, contact.hop + 1);
    }
    update();
    return true;
  }

  /** A peer has not answered in time, or its answer was refused. */
  public void failed(PeerId from) {
    Contact contact = contacts.get(from);
    if (contact != null && contact.state == State.WAITING) {
      contact.state = State.FAILED;
      contact.asker.underWay--;
      failures++;
      update();
    }
  }

  private void update() {
    for (Path path : paths) {
      path.done = ended(path);
    }
  }

  /** Whether the closest that count have all answered. */
  private boolean ended(Path path) {
    PrefixCount networks = new PrefixCount(settings.maxPerPrefix());
    int counted = 0;
    boolean exhausted = requests >= settings.maxRequests();
    for (Contact contact : path.candidates) {
      if (counted == settings.beta()) {
        return true;
      }
      if (counts(contact, networks)) {
        counted++;
        if (contact.state == State.WAITING || (contact.state == State.NEW && !exhausted)) {
          return false;
        }
      }
    }
    return true;
  }

  /** Whether it has ended; those still under way need not be waited for. */
  public boolean done() {
    if (stopped) {
      return true;
    }
    update();
    return paths.stream().allMatch(path -> path.done);
  }

  /** Ends it now: what was looked for has been found, or the time is over. */
  public void stop() {
    stopped = true;
  }

  /** The closest peers that have answered, the closest first, at most k. */
  public List<KadPeer> closest() {
    List<Contact> answered =
        new ArrayList<>(contacts.values().stream().filter(c -> c.state == State.ANSWERED).toList());
    answered.sort((x, y) -> target.compareDistance(x.peer.key(), y.peer.key()));
    PrefixCount networks = new PrefixCount(settings.maxPerPrefix());
    List<KadPeer> closest = new ArrayList<>();
    for (Contact contact : answered) {
      if (closest.size() < settings.k() && counts(contact, networks)) {
        closest.add(contact.peer);
      }
    }
    return closest;
  }

  /** The point that is searched. */
  public KadKey target() {
    return target;
  }

  /**
   * How many peers lie between this node and a peer, that one counted: 1 for a seed, one more than
   * whoever named it first for the others; 0 if it was never heard of.
   */
  public int hop(PeerId peer) {
    Contact contact = contacts.get(peer);
    return contact == null ? 0 : contact.hop;
  }

  /** The hop of the closest peer that has answered; 0 if nobody has. */
  public int hops() {
    List<KadPeer> closest = closest();
    return closest.isEmpty() ? 0 : hop(closest.get(0).id());
  }

  /** How many peers were asked. */
  public int requests() {
    return requests;
  }

  /** How many have answered. */
  public int answers() {
    return answers;
  }

  /** How many have failed. */
  public int failures() {
    return failures;
  }

  /** How many peers were named and not remembered, since a bound was reached. */
  public int dropped() {
    return dropped;
  }

  /** How many paths it runs over. */
  public int paths() {
    return paths.size();
  }
}
