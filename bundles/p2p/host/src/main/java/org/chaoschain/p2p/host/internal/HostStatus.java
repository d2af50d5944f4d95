// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.host.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chaoschain.api.control.StatusSection;
import org.chaoschain.p2p.api.host.Host;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** The host's part of the node's status. */
@Component(service = StatusSection.class)
public final class HostStatus implements StatusSection {
  private final Host host;

  /** Made by Declarative Services. */
  @Activate
  public HostStatus(@Reference Host host) {
    this.host = host;
  }

  @Override
  public String name() {
    return "p2p";
  }

  @Override
  public Map<String, ?> status() {
    Map<String, Object> status = new LinkedHashMap<>();
    status.put("peer_id", host.peerId().toString());
    status.put("listen", texts(host.listenAddresses()));
    status.put(
        "announce",
        host.announcedAddresses().stream().map(a -> a.withPeer(host.peerId()).toString()).toList());
    status.put("connections", host.connections().size());
    status.put("protocols", List.copyOf(host.protocols()));
    return status;
  }

  private static List<String> texts(List<Multiaddr> addresses) {
    return addresses.stream().map(Multiaddr::toString).toList();
  }
}
