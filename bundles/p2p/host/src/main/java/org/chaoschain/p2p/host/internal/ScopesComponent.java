// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.Arrays;
import java.util.List;
import org.chaoschain.api.config.ByteSize;
import org.chaoschain.api.config.TimeSpan;
import org.chaoschain.api.metrics.Metrics;
import org.chaoschain.p2p.api.multiaddr.IpPrefix;
import org.chaoschain.p2p.api.peer.PeerId;
import org.chaoschain.p2p.api.resource.ResourceScope;
import org.chaoschain.p2p.api.resource.ResourceScopes;
import org.chaoschain.p2p.api.resource.ResourceUsage;
import org.chaoschain.p2p.api.resource.ScopeReport;
import org.chaoschain.p2p.host.core.resource.AddressLimits;
import org.chaoschain.p2p.host.core.resource.FailureLimits;
import org.chaoschain.p2p.host.core.resource.ResourceLimits;
import org.chaoschain.p2p.host.core.resource.Scopes;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.metatype.annotations.Designate;

/** The resource scopes with the node's configuration. */
@Component(
    service = {ScopesComponent.class, ResourceScopes.class},
    configurationPid = "org.chaoschain.p2p.host.limits")
@Designate(ocd = LimitSettings.class)
public final class ScopesComponent implements ResourceScopes {
  private final Scopes scopes;

  /** Made by Declarative Services. */
  @Activate
  public ScopesComponent(@Reference Metrics metrics, LimitSettings settings) {
    this.scopes = new Scopes(limits(settings), metrics);
  }

  private static ResourceLimits limits(LimitSettings s) {
    return new ResourceLimits(
        new ResourceUsage(
            s.system_connections_inbound(),
            s.system_connections_outbound(),
            s.system_streams_inbound(),
            s.system_streams_outbound(),
            bytes(s.system_memory())),
        new ResourceUsage(
            s.transient_connections_inbound(),
            s.transient_connections_outbound(),
            s.transient_streams_inbound(),
            s.transient_streams_outbound(),
            bytes(s.transient_memory())),
        new ResourceUsage(
            0,
            0,
            s.protocol_streams_inbound(),
            s.protocol_streams_outbound(),
            bytes(s.protocol_memory())),
        new ResourceUsage(
            s.peer_connections_inbound(),
            s.peer_connections_outbound(),
            s.peer_streams_inbound(),
            s.peer_streams_outbound(),
            bytes(s.peer_memory())),
        new ResourceUsage(
            0,
            0,
            s.connection_streams_inbound(),
            s.connection_streams_outbound(),
            bytes(s.connection_memory())),
        new AddressLimits(
            s.address_pending(),
            s.address_connections(),
            s.prefix_pending(),
            s.prefix_connections(),
            ranges(s.address_exempt()),
            TimeSpan.parse(s.pending_grace()),
            new FailureLimits(
                s.address_failed(),
                s.address_failed_burst(),
                s.prefix_failed(),
                s.prefix_failed_burst())));
  }

  private static long bytes(String text) {
    return ByteSize.parse(text).bytes();
  }

  private static List<IpPrefix> ranges(String[] texts) {
    return Arrays.stream(texts)
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(IpPrefix::parse)
        .toList();
  }

  /** The scopes as the host uses them. */
  Scopes scopes() {
    return scopes;
  }

  @Override
  public ResourceScope system() {
    return scopes.system();
  }

  @Override
  public ResourceScope transients() {
    return scopes.transients();
  }

  @Override
  public ResourceScope protocol(String protocol) {
    return scopes.protocol(protocol);
  }

  @Override
  public ResourceScope peer(PeerId peer) {
    return scopes.peer(peer);
  }

  @Override
  public List<ScopeReport> reports() {
    return scopes.reports();
  }
}
