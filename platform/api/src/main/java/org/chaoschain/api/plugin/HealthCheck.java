// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.api.plugin;

import org.osgi.annotation.versioning.ConsumerType;

/**
 * Register it as a service to say whether the plugin is well. A new generation that is not {@link
 * Health.Status#OK} within the node's {@code start.grace} is rolled back; one that becomes {@link
 * Health.Status#CRITICAL} later, and stays so, is quarantined.
 */
@ConsumerType
public interface HealthCheck {
  /**
   * Looks. Called on a worker thread, never twice at once; a call that takes longer than the node's
   * {@code health.timeout}, or throws, counts as critical.
   */
  Health check();
}
