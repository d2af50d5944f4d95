// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.resource;

import java.util.List;
import org.chaoschain.p2p.api.peer.PeerId;
import org.osgi.annotation.versioning.ProviderType;

/**
 * The scopes of this node's host; a service. Whoever keeps bytes of a peer in a buffer of its own
 * takes them in the scope of that peer or of the protocol. Safe for use by many threads.
 */
@ProviderType
public interface ResourceScopes {
  /** Everything. */
  ResourceScope system();

  /** What is not yet known: connections before the peer is proved, streams before the protocol. */
  ResourceScope transients();

  /** All streams of a protocol, in both directions. */
  ResourceScope protocol(String protocol);

  /** All connections and streams with a peer. */
  ResourceScope peer(PeerId peer);

  /** What is in use and what may be, of each scope that has something in use; system first. */
  List<ScopeReport> reports();
}
