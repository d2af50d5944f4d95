// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.agent.gateway.internal;

import java.time.Duration;
import org.chaoschain.api.metrics.Limit;

/**
 * How requests are taken.
 *
 * @param maxBody bytes of a body
 * @param requestTimeout for all of a request
 */
record ApiSettings(Limit maxBody, Duration requestTimeout) {}
