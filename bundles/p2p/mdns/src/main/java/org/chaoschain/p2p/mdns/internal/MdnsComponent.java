// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.mdns.internal;

import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.event.Events;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.random.EntropySource;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.discovery.Discovery;
import org.chaoschain.p2p.api.discovery.DiscoverySink;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.mdns.core.MdnsConfig;
import org.chaoschain.p2p.mdns.core.MdnsDiscovery;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Discovery on the local network, with the configured settings; off unless it is switched on. */
@Component(service = Discovery.class, configurationPid = "org.chaoschain.p2p.mdns")
@Designate(ocd = MdnsComponent.Settings.class)
public final class MdnsComponent implements Discovery {
  /** The settings of multicast DNS. */
  @ObjectClassDefinition(name = "Multicast DNS", description = "Peers on the local network")
  public @interface Settings {
    /** Whether it works at all. */
    @AttributeDefinition(
        description =
            "Whether peers on the local network are looked for and told of this node; tell p2p.host.listen an address of that network too")
    boolean enabled() default false;

    /** The interfaces. */
    @AttributeDefinition(
        description =
            "Names of the network interfaces, separated by commas; all but loopback if there is none",
        required = false)
    String[] interfaces() default {};

    /** The service. */
    @AttributeDefinition(
        description = "What peers ask for; another name than that of libp2p makes a network apart")
    String service() default "_p2p._udp.local";

    /** The first pause. */
    @AttributeDefinition(description = "The pause after the first query; no two queries are closer")
    String query_first() default "1s";

    /** The longest pause. */
    @AttributeDefinition(description = "The longest pause between queries")
    String query_last() default "1m";

    /** The lifetime. */
    @AttributeDefinition(description = "How long answers are good for")
    String ttl() default "2m";

    /** The limit of peers. */
    @AttributeDefinition(
        min = "1",
        max = "65536",
        description = "Peers remembered, so that none is reported again and again")
    int max_peers() default 256;

    /** The limit of addresses. */
    @AttributeDefinition(
        min = "1",
        max = "64",
        description = "Addresses in an answer, told and taken")
    int max_addresses() default 16;

    /** The limit of packets. */
    @AttributeDefinition(
        min = "1",
        max = "10000",
        description = "Packets a second that are decoded; further ones are dropped")
    int max_packets() default 50;

    /** The limit of a packet. */
    @AttributeDefinition(
        min = "512",
        max = "65000",
        description = "Bytes of a packet; larger ones are dropped")
    int max_packet() default 9000;
  }

  private static final String LETTERS = "abcdefghijklmnopqrstuvwxyz012345"; // 32 of them
  private static final int NAME_LENGTH = 40;

  private final boolean enabled;
  private final MdnsDiscovery discovery;

  /** Made by Declarative Services. */
  @Activate
  public MdnsComponent(
      @Reference Host host,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference RandomGenerator random,
      @Reference EntropySource entropy,
      @Reference Metrics metrics,
      @Reference Events events,
      Settings settings) {
    this.enabled = settings.enabled();
    List<String> interfaces =
        Arrays.stream(settings.interfaces()).map(String::strip).filter(n -> !n.isEmpty()).toList();
    this.discovery =
        new MdnsDiscovery(
            new MdnsConfig(
                settings.service(),
                TimeSpan.parse(settings.query_first()),
                TimeSpan.parse(settings.query_last()),
                TimeSpan.parse(settings.ttl()),
                settings.max_peers(),
                settings.max_addresses(),
                settings.max_packets()),
            host.peerId(),
            peerName(entropy),
            host::announcedAddresses,
            new MulticastWire(interfaces, settings.max_packet(), metrics, events),
            clock,
            scheduler,
            random,
            metrics);
  }

  /** Random at each start, so that it tells nothing of the node. */
  private static String peerName(EntropySource entropy) {
    StringBuilder name = new StringBuilder();
    for (byte random : entropy.bytes(NAME_LENGTH)) {
      name.append(LETTERS.charAt(random & 31));
    }
    return name.toString();
  }

  @Override
  public String name() {
    return discovery.name();
  }

  @Override
  public void start(DiscoverySink sink) {
    if (enabled) {
      discovery.start(sink);
    }
  }

  @Override
  public void wanted(int peers) {
    discovery.wanted(peers);
  }

  @Override
  public void stop() {
    discovery.stop();
  }
}
