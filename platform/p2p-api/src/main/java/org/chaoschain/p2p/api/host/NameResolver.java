// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import java.util.List;
import java.util.concurrent.CompletionStage;
import org.chaoschain.p2p.api.multiaddr.Multiaddr;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * Resolves {@code /dns4}, {@code /dns6}, {@code /dns} and {@code /dnsaddr}. Safe for use by many
 * threads.
 */
@ConsumerType
public interface NameResolver {
  /**
   * Resolves an address.
   *
   * @return the address itself if there is nothing to resolve; empty if the name has no addresses;
   *     fails with {@link DialException} if the name service does not answer before its deadline.
   *     The number of results and the depth of {@code /dnsaddr} are bounded
   */
  CompletionStage<List<Multiaddr>> resolve(Multiaddr address);
}
