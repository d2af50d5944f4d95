// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.discovery;

import org.chaoschain.p2p.api.peer.AddressInfo;
import org.osgi.annotation.versioning.ProviderType;

/** Where a {@link Discovery} reports to. Safe for use by many threads; never blocks. */
@ProviderType
public interface DiscoverySink {
  /** A peer may be at these addresses. The host decides whether to dial. */
  void found(AddressInfo peer);
}
