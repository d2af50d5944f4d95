// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.naming.CommunicationException;
import javax.naming.NamingException;
import org.chaoschain.p2p.api.host.DialException;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** Names in multiaddrs become addresses, within limits, whatever the name server answers. */
class DnsResolverTest {
  private static final Duration SOON = Duration.ofSeconds(1);
  private static final String PEER = "/p2p/12D3KooWDpJ7As7BWAwRMfu1VU2WCqNjvq387JEYKDBj4kx6nXTN";
  private static final String OTHER = "/p2p/12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

  private final Simulation simulation = new Simulation();
  private final Map<String, List<String>> texts = new HashMap<>();
  private int questions;

  private final NameServer server =
      new NameServer() {
        @Override
        public List<InetAddress> addresses(String name) throws NamingException {
          questions++;
          try {
            return switch (name) {
              case "both.test" ->
                  List.of(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("2001:db8::1"));
              case "down.test" -> throw new CommunicationException("no answer");
              default -> List.of();
            };
          } catch (UnknownHostException e) {
            throw new AssertionError(e);
          }
        }

        @Override
        public List<String> texts(String name) {
          questions++;
          return texts.getOrDefault(name, List.of());
        }
      };

  private final DnsResolver resolver =
      new DnsResolver(server, simulation.scheduler().workers(), simulation.metrics(), 4, 8);

  private List<String> resolve(String address) {
    return simulation.await(resolver.resolve(Multiaddr.parse(address)), SOON).stream()
        .map(Multiaddr::toString)
        .toList();
  }

  @Test
  void an_address_without_a_name_is_its_own_answer() {
    assertThat(resolve("/ip4/192.0.2.7/tcp/1")).containsExactly("/ip4/192.0.2.7/tcp/1");
    assertThat(questions).isZero();
  }

  @Test
  void names_become_addresses_of_the_kind_that_is_asked_for() {
    assertThat(resolve("/dns4/both.test/tcp/1" + PEER))
        .containsExactly("/ip4/192.0.2.1/tcp/1" + PEER);
    assertThat(resolve("/dns6/both.test/tcp/1")).containsExactly("/ip6/2001:db8::1/tcp/1");
    assertThat(resolve("/dns/both.test/tcp/1"))
        .containsExactly("/ip4/192.0.2.1/tcp/1", "/ip6/2001:db8::1/tcp/1");
    assertThat(resolve("/dns4/nobody.test/tcp/1")).isEmpty();
  }

  @Test
  void a_name_server_that_does_not_answer_is_a_failure_that_names_the_address() {
    assertThat(
            simulation.awaitFailure(
                resolver.resolve(Multiaddr.parse("/dns4/down.test/tcp/1")), SOON))
        .isInstanceOf(DialException.class)
        .hasMessageContaining("/dns4/down.test/tcp/1");
  }

  @Test
  void dnsaddr_records_are_followed_and_filtered_by_the_peer() {
    texts.put(
        "_dnsaddr.a.test",
        List.of(
            "dnsaddr=/dns4/both.test/tcp/1" + PEER,
            "dnsaddr=/dnsaddr/b.test" + PEER,
            "dnsaddr=/ip4/192.0.2.9/tcp/9" + OTHER,
            "dnsaddr=no multiaddr",
            "dnsaddr=",
            "v=spf1"));
    texts.put("_dnsaddr.b.test", List.of("dnsaddr=/ip4/192.0.2.2/tcp/2" + PEER));
    assertThat(resolve("/dnsaddr/a.test" + PEER))
        .containsExactly("/ip4/192.0.2.1/tcp/1" + PEER, "/ip4/192.0.2.2/tcp/2" + PEER);
    assertThat(resolve("/dnsaddr/a.test")).hasSize(3);
  }

  @Test
  void one_record_that_fails_does_not_spoil_the_others() {
    texts.put(
        "_dnsaddr.a.test",
        List.of("dnsaddr=/dns4/down.test/tcp/1", "dnsaddr=/ip4/192.0.2.2/tcp/2"));
    assertThat(resolve("/dnsaddr/a.test")).containsExactly("/ip4/192.0.2.2/tcp/2");
  }

  @Test
  void records_that_go_round_in_circles_end_at_the_depth() {
    texts.put("_dnsaddr.a.test", List.of("dnsaddr=/dnsaddr/a.test"));
    assertThat(simulation.awaitFailure(resolver.resolve(Multiaddr.parse("/dnsaddr/a.test")), SOON))
        .hasMessageContaining("more than 4 times");
    assertThat(questions).isEqualTo(4);
  }

  @Test
  void records_that_multiply_end_at_the_number_of_questions() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      many.add("dnsaddr=/dnsaddr/a.test" + "/p2p/" + PEER.substring(5));
    }
    texts.put("_dnsaddr.a.test", many);
    simulation.awaitFailure(resolver.resolve(Multiaddr.parse("/dnsaddr/a.test")), SOON);
    assertThat(questions).isEqualTo(8);
    assertThat(simulation.metrics().refusals("p2p.host.dns.max.lookups")).isPositive();
  }

  @Test
  void results_are_bounded_and_counted() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      many.add("dnsaddr=/ip4/192.0.2." + i + "/tcp/1");
    }
    many.add("dnsaddr=/ip4/192.0.2.0/tcp/1");
    texts.put("_dnsaddr.a.test", many);
    assertThat(resolve("/dnsaddr/a.test")).hasSize(4);
    assertThat(simulation.metrics().refusals("p2p.host.dns.max.results")).isEqualTo(6);
  }
}
