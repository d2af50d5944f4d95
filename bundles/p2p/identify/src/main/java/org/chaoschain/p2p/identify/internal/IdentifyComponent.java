// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.identify.internal;

import java.util.List;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.api.node.Node;
import org.chaoschain.api.time.Clock;
import org.chaoschain.api.time.Scheduler;
import org.chaoschain.p2p.api.channel.CloseReason;
import org.chaoschain.p2p.api.host.Connection;
import org.chaoschain.p2p.api.host.ConnectionListener;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.host.HostListener;
import org.chaoschain.p2p.api.host.PeerStore;
import org.chaoschain.p2p.api.peer.NodeIdentity;
import org.chaoschain.p2p.api.stream.Stream;
import org.chaoschain.p2p.api.stream.StreamProtocol;
import org.chaoschain.p2p.identify.core.IdentifyConfig;
import org.chaoschain.p2p.identify.core.IdentifyProtocol;
import org.chaoschain.p2p.identity.core.PeerRecordSource;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.Designate;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Identifies peers, and this node to them. */
@Component(
    service = {StreamProtocol.class, ConnectionListener.class, HostListener.class},
    configurationPid = "org.chaoschain.p2p.identify")
@Designate(ocd = IdentifyComponent.Settings.class)
public final class IdentifyComponent implements StreamProtocol, ConnectionListener, HostListener {
  /** The settings of identify. */
  @ObjectClassDefinition(name = "Identify", description = "Who peers are, and what they speak")
  public @interface Settings {
    /** The limit of a message. */
    @AttributeDefinition(
        min = "1024",
        max = "1048576",
        description = "Bytes of one identification, all its messages together")
    int max_message() default 65536;

    /** The limit of messages. */
    @AttributeDefinition(
        min = "1",
        max = "64",
        description = "Messages that one identification may be split into")
    int max_parts() default 10;

    /** The limit of pushes. */
    @AttributeDefinition(
        min = "1",
        max = "10000",
        description =
            "Pushes of one connection that are read in a row, one more each second; beyond them the peer is asked instead")
    int max_pushes() default 16;

    /** The deadline. */
    @AttributeDefinition(description = "Deadline of one exchange")
    String timeout() default "10s";

    /** The delay of a push. */
    @AttributeDefinition(description = "Changes within this time are told in one push")
    String push_delay() default "20ms";
  }

  private final IdentifyProtocol protocol;

  /** Made by Declarative Services. */
  @Activate
  public IdentifyComponent(
      @Reference Host host,
      @Reference PeerStore peerStore,
      @Reference NodeIdentity identity,
      @Reference PeerRecordSource records,
      @Reference Clock clock,
      @Reference Scheduler scheduler,
      @Reference Metrics metrics,
      @Reference Node node,
      Settings settings) {
    this.protocol =
        new IdentifyProtocol(
            new IdentifyConfig(
                "chaoschain/" + node.version(),
                settings.max_message(),
                settings.max_parts(),
                settings.max_pushes(),
                TimeSpan.parse(settings.timeout()),
                TimeSpan.parse(settings.push_delay())),
            host,
            peerStore,
            identity,
            records,
            clock,
            scheduler,
            metrics);
  }

  @Override
  public List<String> protocols() {
    return protocol.protocols();
  }

  @Override
  public int maxInboundStreamsPerConnection() {
    return protocol.maxInboundStreamsPerConnection();
  }

  @Override
  public void onStream(Stream stream) {
    protocol.onStream(stream);
  }

  @Override
  public void onConnected(Connection connection) {
    protocol.onConnected(connection);
  }

  @Override
  public void onDisconnected(Connection connection, CloseReason reason) {
    protocol.onDisconnected(connection, reason);
  }

  @Override
  public void onHostChanged(Host host) {
    protocol.onHostChanged(host);
  }
}
