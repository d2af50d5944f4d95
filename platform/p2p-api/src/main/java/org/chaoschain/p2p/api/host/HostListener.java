// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.p2p.api.host;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Register it as a service to hear when what the host offers has changed. Called in order, on no
 * fixed thread.
 */
@ConsumerType
public interface HostListener {
  /** The set of {@link Host#protocols} or the {@link Host#announcedAddresses} have changed. */
  void onHostChanged(Host host);
}
