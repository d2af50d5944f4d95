// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.gate;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.host.core.gate.GateRule.Everybody;
import org.chaoschain.p2p.host.core.gate.GateRule.Peer;
import org.chaoschain.p2p.host.core.gate.GateRule.Range;
import org.chaoschain.p2p.host.core.gate.GateRule.Subject;

/**
 * Rules of which the most specific decides: for a peer the one that names it, then the one for
 * everybody; for an address the one of the longest range. Where no rule is, everything is allowed.
 * Immutable.
 */
public final class GateRules {
  /** No rules. */
  public static final GateRules NONE = new GateRules(Map.of());

  private final Map<Subject, GateRule> bySubject;
  private final List<Integer> lengths;

  private GateRules(Map<Subject, GateRule> bySubject) {
    this.bySubject = Collections.unmodifiableMap(bySubject);
    TreeSet<Integer> found = new TreeSet<>(Collections.reverseOrder());
    for (Subject subject : bySubject.keySet()) {
      if (subject instanceof Range range) {
        found.add(range.range().length());
      }
    }
    this.lengths = List.copyOf(found);
  }

  /** These rules; of two about one subject, the later one. */
  public static GateRules of(Collection<GateRule> rules) {
    Map<Subject, GateRule> map = new LinkedHashMap<>();
    rules.forEach(rule -> map.put(rule.subject(), rule));
    return new GateRules(map);
  }

  /** With one rule more, in place of another one about its subject. */
  public GateRules with(GateRule rule) {
    Map<Subject, GateRule> map = new LinkedHashMap<>(bySubject);
    map.put(rule.subject(), rule);
    return new GateRules(map);
  }

  /** Without the rule about a subject. */
  public GateRules without(Subject subject) {
    Map<Subject, GateRule> map = new LinkedHashMap<>(bySubject);
    map.remove(subject);
    return new GateRules(map);
  }

  /** All rules, in the order in which they were added. */
  public List<GateRule> all() {
    return List.copyOf(bySubject.values());
  }

  /** How many there are. */
  public int size() {
    return bySubject.size();
  }

  /** The rule about a subject itself. */
  public Optional<GateRule> about(Subject subject) {
    return Optional.ofNullable(bySubject.get(subject));
  }

  /** The rule that denies a peer; empty if it may connect. */
  public Optional<GateRule> denial(PeerId peer) {
    return about(new Peer(peer)).or(() -> about(new Everybody())).filter(rule -> !rule.allow());
  }

  /** The rule that denies an address; empty if connections may be had with it. */
  public Optional<GateRule> denial(Multiaddr address) {
    for (int length : lengths) {
      Optional<GateRule> rule =
          IpPrefix.of(address, Math.min(length, 32), length)
              .filter(range -> range.length() == length)
              .flatMap(range -> about(new Range(range)));
      if (rule.isPresent()) {
        return rule.filter(each -> !each.allow());
      }
    }
    return Optional.empty();
  }
}
