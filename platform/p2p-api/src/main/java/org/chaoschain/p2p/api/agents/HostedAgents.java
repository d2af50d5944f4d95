// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.agents;

import java.util.List;
import org.chaoschain.api.bytes.Bytes;
import org.osgi.annotation.versioning.ConsumerType;

/**
 * The agents that this node hosts, as signed hosting records for others. Register it as a service;
 * when the set changes, register it anew or change its service properties. Safe for use by many
 * threads.
 */
@ConsumerType
public interface HostedAgents {
  /** The encoded {@code SignedHostingRecord} of each agent, valid now. */
  List<Bytes> signedHostingRecords();
}
