// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.auth.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chaoschain.agent.auth.core.Parties.ALICE;
import static org.chaoschain.agent.auth.core.Parties.BOB;
import static org.chaoschain.agent.auth.core.Parties.CHAIN;
import static org.chaoschain.agent.auth.core.Parties.NODE;
import static org.chaoschain.agent.auth.core.Parties.NOW;
import static org.chaoschain.agent.auth.core.Parties.delegation;
import static org.chaoschain.agent.auth.core.Parties.fill;
import static org.chaoschain.agent.auth.core.Parties.signed;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.chaoschain.agent.auth.core.AuthException.Reason;
import org.chaoschain.agent.auth.core.ServerHandshake.Authenticated;
import org.chaoschain.agent.auth.core.Sessions.End;
import org.chaoschain.api.bytes.Bytes;
import org.chaoschain.api.metrics.Counter;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.message.envelope.core.Ed25519Key;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.junit.jupiter.api.Test;

class SessionsTest {
  private static final Duration DAY = Duration.ofDays(1);

  private final AtomicLong refusals = new AtomicLong();
  private final List<End> ends = new ArrayList<>();
  private final Sessions sessions =
      new Sessions(
          limit("agent.auth.max.sessions", 3),
          limit("agent.auth.max.per.agent", 2),
          limit("agent.auth.max.per.address", 2),
          DAY);

  @Test
  void aSessionLastsUntilItsEnd() throws AuthException {
    Session session = open(1, ALICE);
    assertThat(sessions.require(session.id(), NOW.plus(DAY).minusMillis(1))).isEqualTo(session);
    refused(session.id(), NOW.plus(DAY));
    assertThat(sessions.expire(NOW.plus(DAY))).isEqualTo(1);
    assertThat(ends).containsExactly(End.EXPIRED);
    assertThat(sessions.list()).isEmpty();
  }

  @Test
  void aRevokedSessionIsRefusedAndItsCarrierTold() throws AuthException {
    Session session = open(1, ALICE);
    Session other = open(2, BOB);
    assertThat(sessions.revoke(session.id())).isTrue();
    refused(session.id(), NOW);
    assertThat(sessions.revoke(session.id())).isFalse();
    assertThat(ends).containsExactly(End.REVOKED);
    assertThat(sessions.list()).containsExactly(other);
  }

  @Test
  void allSessionsOfAnAgentAreRevokedTogether() throws AuthException {
    open(1, ALICE);
    open(2, ALICE);
    Session other = open(3, BOB);
    assertThat(sessions.revoke(ALICE.agent())).isEqualTo(2);
    assertThat(sessions.list()).containsExactly(other);
  }

  @Test
  void aSessionEndsWithItsDelegation() throws AuthException {
    Grant grant =
        Grant.verify(
            signed(delegation()), ALICE.agent(), NODE.publicKey(), CHAIN, NOW, Duration.ofDays(30));
    Session session =
        sessions.open(
            id(1),
            new Authenticated(ALICE.agent(), Optional.of(grant), Bytes.EMPTY),
            "test",
            Optional.empty(),
            NOW,
            ends::add);
    assertThat(session.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
  }

  @Test
  void theTableIsBoundedInAllAndForEachAgent() throws AuthException {
    open(1, ALICE);
    open(2, ALICE);
    full(() -> open(3, ALICE), "agent.auth.max.per.agent");
    open(3, BOB);
    full(() -> open(4, BOB), "agent.auth.max.sessions");
    assertThat(refusals).hasValue(2);
    assertThat(sessions.close(id(1))).isTrue();
    open(4, BOB);
    assertThat(ends).isEmpty();
  }

  @Test
  void manyAgentsOfOneAddressDoNotFillTheTable() throws AuthException {
    Optional<String> near = Optional.of("192.0.2.1/32");
    open(1, Parties.key(11), near);
    open(2, Parties.key(12), near);
    full(() -> open(3, Parties.key(13), near), "agent.auth.max.per.address");
    assertThat(refusals).hasValue(1);
    open(3, ALICE, Optional.of("192.0.2.2/32"));
    sessions.close(id(1));
    open(4, Parties.key(13), near);
  }

  @Test
  void whatIsNotCountedByAddressIsBoundedByTheTableAlone() throws AuthException {
    for (int i = 1; i <= 3; i++) {
      open(i, Parties.key(10 + i));
    }
    full(() -> open(4, Parties.key(14)), "agent.auth.max.sessions");
  }

  @Test
  void addressesAreCountedWholeAndOfIpv6ByTheirNetwork() {
    SourceNetworks networks = new SourceNetworks(List.of("127.0.0.0/8", "::1/128"));
    assertThat(networks.of("192.0.2.1")).contains("192.0.2.1/32");
    assertThat(networks.of("::ffff:192.0.2.1")).contains("192.0.2.1/32");
    assertThat(networks.of("[2001:db8::7]")).isEqualTo(networks.of("2001:db8::8%eth0")).isPresent();
    assertThat(networks.of("2001:db8:0:1::7")).isNotEqualTo(networks.of("2001:db8::7"));
    assertThat(networks.of("127.0.0.9")).isEmpty();
    assertThat(networks.of("::1")).isEmpty();
    assertThat(networks.of("not an address")).contains("not an address");
    assertThat(networks.of(Multiaddr.parse("/ip4/192.0.2.1/tcp/4001"))).contains("192.0.2.1/32");
    assertThat(networks.of(Multiaddr.parse("/dns4/node.example/tcp/1"))).isEmpty();
    assertThatThrownBy(() -> new SourceNetworks(List.of("127.0.0.1/8")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("127.0.0.0/8");
  }

  @Test
  void whatIsOverMakesRoom() throws AuthException {
    open(1, ALICE);
    open(2, ALICE);
    sessions.open(id(3), who(ALICE), "test", Optional.empty(), NOW.plus(DAY), ends::add);
    assertThat(ends).containsExactly(End.EXPIRED, End.EXPIRED);
  }

  private Session open(int id, Ed25519Key agent) throws AuthException {
    return open(id, agent, Optional.empty());
  }

  private Session open(int id, Ed25519Key agent, Optional<String> source) throws AuthException {
    return sessions.open(id(id), who(agent), "test", source, NOW, ends::add);
  }

  private static Authenticated who(Ed25519Key agent) {
    return new Authenticated(agent.agent(), Optional.empty(), Bytes.EMPTY);
  }

  private static Bytes id(int fill) {
    return fill(fill).slice(0, 16);
  }

  private void refused(Bytes id, Instant now) {
    assertThatThrownBy(() -> sessions.require(id, now))
        .isInstanceOfSatisfying(
            AuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.SESSION));
  }

  private static void full(org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String key) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            AuthException.class, e -> assertThat(e.reason()).isEqualTo(Reason.LIMIT))
        .hasMessageContaining(key);
  }

  private Limit limit(String key, long value) {
    return new Limit(
        key,
        value,
        "sessions",
        new Counter() {
          @Override
          public void add(long amount) {
            refusals.addAndGet(amount);
          }

          @Override
          public long value() {
            return refusals.get();
          }
        });
  }
}
