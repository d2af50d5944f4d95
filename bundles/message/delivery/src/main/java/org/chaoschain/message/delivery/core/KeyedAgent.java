// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import org.chaoschain.api.agent.Agent;
import org.chaoschain.api.message.MessageSigner;

/**
 * An agent whose key a bundle of the node keeps. It is hosted as any other, but no key is made for
 * its name, and it does not count for {@code agent.local.max.agents}: whoever registers it bounds
 * how many there are. Of plugins the key is not taken.
 */
public interface KeyedAgent extends Agent {
  /** Signs for it. The same key as long as it is registered; called often, from many threads. */
  MessageSigner signer();
}
