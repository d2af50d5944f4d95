// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.chaoschain.p2p.api.peer.AddressInfo;
import org.chaoschain.testkit.sim.Simulation;
import org.junit.jupiter.api.Test;

/** The specification of mdns, and what bounds it. */
class MdnsDiscoveryTest {
  private static final String SERVICE = "_p2p._udp.local";
  private static final Duration SOON = Duration.ofSeconds(2);

  private final Simulation simulation = new Simulation();
  private final Segment segment = new Segment(simulation);
  private final List<AddressInfo> found = new ArrayList<>();

  private MdnsDiscovery started(MdnsConfig config, String... addresses) {
    MdnsDiscovery node = segment.node(1, config, addresses);
    node.start(found::add);
    return node;
  }

  private MdnsDiscovery started(String... addresses) {
    return started(MdnsConfig.DEFAULT, addresses);
  }

  /** One that asks once and then only answers. */
  private void quiet(String... addresses) {
    Duration hour = Duration.ofHours(1);
    started(new MdnsConfig(SERVICE, hour, hour, Duration.ofMinutes(2), 256, 16, 50), addresses);
    simulation.runFor(SOON);
  }

  private static Packet.Query asks(String name, int type) {
    return new Packet.Query(List.of(new Question(name, type)));
  }

  private static Packet.Response tells(int peer, String... texts) {
    String owner = "neighbour" + peer + "." + SERVICE;
    return new Packet.Response(
        List.of(new Resource.Pointer(SERVICE, 120, owner)),
        List.of(new Resource.Texts(owner, 120, List.of(texts))));
  }

  private static String at(String address, int peer) {
    return "dnsaddr=" + address + "/p2p/" + Segment.peer(peer);
  }

  private Packet.Response answerTo(Packet query) {
    segment.sent.clear();
    segment.send(query);
    simulation.runFor(SOON);
    List<Packet.Response> responses =
        segment.sent.stream()
            .filter(Packet.Response.class::isInstance)
            .map(Packet.Response.class::cast)
            .toList();
    assertThat(responses).hasSizeLessThanOrEqualTo(1);
    return responses.isEmpty() ? null : responses.get(0);
  }

  @Test
  void allPeersAreAskedForAtTheStart() {
    started("/ip4/192.0.2.1/tcp/4001");
    simulation.runFor(Duration.ofMillis(1));
    assertThat(segment.sent).containsExactly(asks(SERVICE, Question.PTR));
  }

  @Test
  void theAnswerPointsToThePeerAndTellsItsAddressesWithItsId() {
    quiet("/ip4/192.0.2.1/tcp/4001", "/ip6/2001:db8::1/tcp/4001");
    Packet.Response answer = answerTo(asks(SERVICE, Question.PTR));
    String instance = Segment.name(1) + "." + SERVICE;
    Resource.Texts texts =
        new Resource.Texts(
            instance,
            120,
            List.of(at("/ip4/192.0.2.1/tcp/4001", 1), at("/ip6/2001:db8::1/tcp/4001", 1)));
    assertThat(answer.answers())
        .containsExactly(new Resource.Pointer(SERVICE, 120, instance), texts);
    assertThat(answer.additional().subList(0, 2))
        .containsExactly(
            texts, new Resource.Location(instance, 120, 4001, Segment.name(1) + ".p2p.local"));
    assertThat(answer.additional()).filteredOn(Resource.Address.class::isInstance).hasSize(2);
  }

  @Test
  void aPeerAnswersItsOwnQuery() {
    started("/ip4/192.0.2.1/tcp/4001");
    simulation.runFor(Duration.ofMillis(500));
    assertThat(segment.sent).hasSize(2).last().isInstanceOf(Packet.Response.class);
    assertThat(found).as("but does not find itself").isEmpty();
  }

  @Test
  void theMetaQueryIsAnsweredByTheService() {
    quiet("/ip4/192.0.2.1/tcp/4001");
    assertThat(answerTo(asks("_services._dns-sd._udp.local", Question.PTR)).answers())
        .containsExactly(new Resource.Pointer("_services._dns-sd._udp.local", 120, SERVICE));
  }

  @Test
  void toolsMayAskForDetailsOneByOneInAnyCase() {
    quiet("/ip4/192.0.2.1/tcp/4001");
    String instance = Segment.name(1) + "." + SERVICE;
    for (Packet query :
        List.of(
            asks(instance, Question.TXT),
            asks(instance.toUpperCase(java.util.Locale.ROOT), Question.SRV),
            asks(Segment.name(1) + ".p2p.local", Question.A),
            asks(instance, Question.ANY))) {
      assertThat(answerTo(query).answers())
          .extracting(record -> record.getClass().getSimpleName())
          .containsExactly("Texts", "Location", "Address");
    }
    assertThat(answerTo(asks("other." + SERVICE, Question.TXT))).isNull();
    assertThat(answerTo(asks("_http._tcp.local", Question.PTR))).isNull();
  }

  @Test
  void addressesThatMeanNothingToANeighbourAreNeitherToldNorTaken() {
    quiet("/ip4/127.0.0.1/tcp/1", "/ip6/::1/tcp/1", "/memory/1");
    assertThat(answerTo(asks(SERVICE, Question.PTR))).as("nothing to tell").isNull();
    segment.send(
        tells(
            2,
            at("/ip4/127.0.0.1/tcp/1", 2),
            at("/ip4/0.0.0.0/tcp/1", 2),
            at("/ip4/224.0.0.251/tcp/1", 2),
            at("/ip6/::1/tcp/1", 2),
            at("/ip6/fe80::1/tcp/1", 2),
            at("/ip6/::ffff:127.0.0.1/tcp/1", 2),
            at("/dns4/example.org/tcp/1", 2)));
    simulation.runFor(SOON);
    assertThat(found).isEmpty();
  }

  @Test
  void whatIsNoAddressIsLeftOutAndTheRestIsTaken() {
    started();
    simulation.runFor(SOON);
    segment.send(
        tells(
            2,
            "",
            "dnsaddr=",
            "dnsaddr=/ip4/192.0.2.2/tcp/4001",
            "dnsaddr=/ip4/999.0.0.1/tcp/1",
            "other=" + at("/ip4/192.0.2.3/tcp/1", 2),
            at("/ip4/192.0.2.2/tcp/4001", 2)));
    simulation.runFor(SOON);
    assertThat(found)
        .containsExactly(
            new AddressInfo(Segment.peer(2), List.of(Multiaddr.parse("/ip4/192.0.2.2/tcp/4001"))));
  }

  @Test
  void aRecordThatIsTakenBackOrOfAnotherServiceSaysNothing() {
    started();
    simulation.runFor(SOON);
    String text = at("/ip4/192.0.2.2/tcp/1", 2);
    segment.send(
        new Packet.Response(
            List.of(
                new Resource.Texts("n." + SERVICE, 0, List.of(text)),
                new Resource.Texts("n._http._tcp.local", 120, List.of(text)),
                new Resource.Texts("evil_p2p._udp.local", 120, List.of(text))),
            List.of()));
    simulation.runFor(SOON);
    assertThat(found).isEmpty();
  }

  @Test
  void pausesDoubleToTheLongestOneAndWantedShortensThem() {
    MdnsDiscovery node = started("/ip4/192.0.2.1/tcp/4001");
    simulation.runFor(Duration.ofMinutes(10));
    assertThat(simulation.metrics().count("p2p.mdns.queries")).isBetween(12L, 18L);
    simulation.runFor(Duration.ofSeconds(2));
    long queries = simulation.metrics().count("p2p.mdns.queries");
    node.wanted(1);
    simulation.runFor(Duration.ofMillis(10));
    assertThat(simulation.metrics().count("p2p.mdns.queries")).isLessThanOrEqualTo(queries + 1);
    for (int i = 0; i < 1000; i++) {
      node.wanted(1);
      simulation.runFor(Duration.ofMillis(10));
    }
    assertThat(simulation.metrics().count("p2p.mdns.queries") - queries)
        .as("in ten seconds of impatience")
        .isBetween(9L, 13L);
  }

  @Test
  void aFloodOfQueriesIsAnsweredOnceASecond() {
    started("/ip4/192.0.2.1/tcp/4001");
    simulation.runFor(SOON);
    long before = simulation.metrics().count("p2p.mdns.answers");
    for (int i = 0; i < 10_000; i++) {
      segment.send(asks(SERVICE, Question.PTR));
      simulation.runFor(Duration.ofMillis(1));
    }
    assertThat(simulation.metrics().count("p2p.mdns.answers") - before).isBetween(8L, 11L);
    assertThat(simulation.metrics().refusals("p2p.mdns.max.packets")).isGreaterThan(9_000);
  }

  @Test
  void aFloodOfPeersIsReportedUpToTheLimitAndForgottenInTime() {
    MdnsConfig few =
        new MdnsConfig(
            SERVICE, Duration.ofSeconds(1), Duration.ofHours(1), Duration.ofMinutes(2), 10, 16, 50);
    started(few);
    simulation.runFor(SOON);
    for (int peer = 2; peer < 102; peer++) {
      segment.send(tells(peer, at("/ip4/192.0.2.2/tcp/" + peer, peer)));
      simulation.runFor(Duration.ofMillis(100));
    }
    assertThat(found).hasSize(10);
    assertThat(simulation.metrics().refusals("p2p.mdns.max.peers")).isEqualTo(90);
    simulation.runFor(Duration.ofMinutes(2));
    segment.send(tells(200, at("/ip4/192.0.2.2/tcp/1", 200)));
    simulation.runFor(SOON);
    assertThat(found).hasSize(11);
  }

  @Test
  void anAnswerWithTooManyAddressesIsReadUpToTheLimit() {
    started();
    simulation.runFor(SOON);
    String[] many = new String[100];
    for (int i = 0; i < many.length; i++) {
      many[i] = at("/ip4/192.0.2.2/tcp/" + (i + 1), 2);
    }
    segment.send(tells(2, many));
    simulation.runFor(SOON);
    assertThat(found).singleElement().satisfies(one -> assertThat(one.addresses()).hasSize(16));
    assertThat(simulation.metrics().refusals("p2p.mdns.max.addresses")).isEqualTo(1);
  }

  @Test
  void aPeerIsReportedOnceASecond() {
    started();
    simulation.runFor(SOON);
    for (int i = 0; i < 100; i++) {
      segment.send(tells(2, at("/ip4/192.0.2.2/tcp/1", 2)));
      simulation.runFor(Duration.ofMillis(50));
    }
    assertThat(found).hasSize(5);
  }

  @Test
  void whoStopsTakesItsAnnouncementBackAndIsSilent() {
    MdnsDiscovery node = started("/ip4/192.0.2.1/tcp/4001");
    simulation.runFor(SOON);
    segment.sent.clear();
    node.stop();
    simulation.runFor(Duration.ofMinutes(5));
    assertThat(segment.sent)
        .containsExactly(
            new Packet.Response(
                List.of(new Resource.Pointer(SERVICE, 0, Segment.name(1) + "." + SERVICE)),
                List.of()));
  }

  @Test
  void namesAndSettingsOutsideTheirRangeAreRefused() {
    assertThatThrownBy(
            () ->
                new MdnsConfig("p2p", Duration.ofSeconds(1), Duration.ofSeconds(1), SOON, 1, 1, 1))
        .hasMessage("p2p.mdns.service is p2p; it must be a name like _p2p._udp.local");
    assertThatThrownBy(
            () ->
                new MdnsConfig(
                    SERVICE, Duration.ofSeconds(2), Duration.ofSeconds(1), SOON, 1, 1, 1))
        .hasMessageContaining("p2p.mdns.query.last is PT1S");
    assertThatThrownBy(
            () ->
                new MdnsConfig(
                    SERVICE, Duration.ofSeconds(1), Duration.ofSeconds(1), SOON, 1, 65, 1))
        .hasMessageContaining("p2p.mdns.max.addresses is 65");
  }
}
