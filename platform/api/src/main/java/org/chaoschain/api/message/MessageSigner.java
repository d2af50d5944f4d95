// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.message;

import org.chaoschain.api.agent.AgentId;
import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ProviderType;

/** Signs as an agent. The key stays with whoever implements it. */
@ProviderType
public interface MessageSigner {
  /** The agent whose key signs. */
  AgentId agent();

  /**
   * Signs.
   *
   * @param domainAndBytes exactly what is to be signed, domain prefix included
   * @return 64 bytes, Ed25519
   */
  Bytes sign(Bytes domainAndBytes);
}
