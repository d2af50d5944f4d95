// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.gate;

import java.util.Collection;
import java.util.Optional;
import org.chaoschain.p2p.api.host.ConnectionGater;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;

/** Refuses what the operator's rules deny. Safe for use by many threads. */
public final class Gate implements ConnectionGater {
  private final GateRules configured;
  private volatile GateRules commanded = GateRules.NONE;
  private volatile GateRules all;
  private volatile Optional<String> shut = Optional.empty();

  /**
   * A gate with the rules of the configuration.
   *
   * @param configured a rule that is commanded takes the place of one of these about its subject
   */
  public Gate(Collection<GateRule> configured) {
    this.configured = GateRules.of(configured);
    this.all = this.configured;
  }

  /** Refuses everything from now on, for this reason. */
  public void shut(String reason) {
    shut = Optional.of(reason);
  }

  /** Why everything is refused; empty if it is not. */
  public Optional<String> shut() {
    return shut;
  }

  /** Takes the rules of the control command in place of those before. */
  public synchronized void commanded(GateRules rules) {
    commanded = rules;
    GateRules merged = configured;
    for (GateRule rule : rules.all()) {
      merged = merged.with(rule);
    }
    all = merged;
  }

  /** The rules of the control command. */
  public GateRules commanded() {
    return commanded;
  }

  /** The rules in force. */
  public GateRules rules() {
    return all;
  }

  @Override
  public Optional<Refusal> onDial(PeerId peer) {
    return peer(peer);
  }

  @Override
  public Optional<Refusal> onDial(PeerId peer, Multiaddr address) {
    return address(address);
  }

  @Override
  public Optional<Refusal> onAccept(Multiaddr local, Multiaddr remote) {
    return address(remote);
  }

  @Override
  public Optional<Refusal> onSecured(boolean initiator, PeerId peer, Multiaddr remote) {
    return peer(peer).or(() -> address(remote));
  }

  private Optional<Refusal> peer(PeerId peer) {
    return closed()
        .or(() -> all.denial(peer).map(rule -> refusal("deny.peer", "peer " + peer, rule)));
  }

  private Optional<Refusal> address(Multiaddr address) {
    return closed()
        .or(
            () ->
                all.denial(address).map(rule -> refusal("deny.range", "address " + address, rule)));
  }

  private Optional<Refusal> closed() {
    return shut.map(reason -> new Refusal("shut", reason));
  }

  private static Refusal refusal(String by, String what, GateRule rule) {
    String why = rule.reason().isEmpty() ? "" : " (" + rule.reason() + ")";
    return new Refusal(
        by,
        "%s is denied by the rule 'deny %s'%s; 'chaos gate allow' or 'chaos gate remove' lifts it"
            .formatted(what, rule.subject(), why));
  }
}
