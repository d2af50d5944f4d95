// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.core.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.host.core.Peers;
import org.chaoschain.p2p.host.core.gate.GateRule.Subject;
import org.junit.jupiter.api.Test;

/** Whom the operator's rules let in. */
class GateTest {
  private static final PeerId PEER = Peers.of(1);
  private static final PeerId OTHER = Peers.of(2);

  private static GateRule rule(String allowOrDeny, String subject) {
    return new GateRule(allowOrDeny.equals("allow"), Subject.parse(subject), "because");
  }

  private static boolean lets(Gate gate, String ip) {
    return gate.onAccept(Multiaddr.EMPTY, Multiaddr.parse("/ip4/" + ip + "/tcp/1")).isEmpty();
  }

  @Test
  void without_rules_everybody_is_let_in() {
    Gate gate = new Gate(List.of());
    assertThat(gate.onDial(PEER)).isEmpty();
    assertThat(lets(gate, "203.0.113.9")).isTrue();
  }

  @Test
  void the_longest_range_decides() {
    Gate gate =
        new Gate(
            List.of(
                rule("deny", "10.0.0.0/8"),
                rule("allow", "10.1.0.0/16"),
                rule("deny", "10.1.2.3")));
    assertThat(lets(gate, "11.0.0.1")).isTrue();
    assertThat(lets(gate, "10.2.0.1")).isFalse();
    assertThat(lets(gate, "10.1.0.1")).isTrue();
    assertThat(lets(gate, "10.1.2.3")).isFalse();
  }

  @Test
  void an_ipv4_address_inside_ipv6_does_not_slip_through() {
    Gate gate = new Gate(List.of(rule("deny", "10.0.0.0/8")));
    Multiaddr mapped = Multiaddr.parse("/ip6/::ffff:10.1.2.3/tcp/1");
    assertThat(gate.onAccept(Multiaddr.EMPTY, mapped)).isPresent();
    assertThat(gate.onDial(PEER, mapped)).isPresent();
  }

  @Test
  void an_ipv4_range_says_nothing_about_ipv6() {
    Gate gate = new Gate(List.of(rule("deny", "0.0.0.0/0")));
    assertThat(gate.onAccept(Multiaddr.EMPTY, Multiaddr.parse("/ip6/2001:db8::1/tcp/1"))).isEmpty();
  }

  @Test
  void everybody_can_be_denied_but_for_those_who_are_named() {
    Gate gate = new Gate(List.of(rule("deny", "*"), rule("allow", PEER.toString())));
    assertThat(gate.onDial(PEER)).isEmpty();
    assertThat(gate.onDial(OTHER)).isPresent();
    assertThat(gate.onSecured(false, OTHER, Multiaddr.parse("/ip4/10.0.0.1/tcp/1"))).isPresent();
  }

  @Test
  void a_commanded_rule_takes_the_place_of_the_configured_one_and_the_refusal_names_it() {
    Gate gate = new Gate(List.of(rule("deny", PEER.toString())));
    assertThat(gate.onDial(PEER).orElseThrow().reason())
        .contains("deny " + PEER, "because", "chaos gate");
    gate.commanded(GateRules.of(List.of(rule("allow", PEER.toString()))));
    assertThat(gate.onDial(PEER)).isEmpty();
    gate.commanded(GateRules.NONE);
    assertThat(gate.onDial(PEER)).isPresent();
  }

  @Test
  void a_shut_gate_lets_nobody_in() {
    Gate gate = new Gate(List.of(rule("allow", PEER.toString())));
    gate.shut("the rules cannot be read");
    assertThat(gate.onDial(PEER).orElseThrow().rule()).isEqualTo("shut");
    assertThat(lets(gate, "203.0.113.9")).isFalse();
  }

  @Test
  void what_is_no_subject_is_told() {
    assertThatThrownBy(() -> Subject.parse("fish"))
        .hasMessageContaining("'fish' is no peer id")
        .hasMessageContaining("10.0.0.0/8");
    assertThatThrownBy(() -> new GateRule(true, Subject.parse("*"), "two\nlines"))
        .hasMessageContaining("one line");
  }
}
