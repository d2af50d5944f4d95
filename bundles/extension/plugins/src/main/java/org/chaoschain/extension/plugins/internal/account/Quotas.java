// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;
import org.chaoschain.api.metrics.Limit;

/**
 * What a plugin may have.
 *
 * @param queueBytes messages that wait for its handlers, on the wire
 * @param messagesPerSecond calls of its handlers; as many may come at once after a rest
 * @param handlers calls at the same time
 * @param checks messages that its types judge or put into words at the same time
 * @param handlerTime how long one call may take
 * @param streams streams that its protocols serve
 */
public record Quotas(
    Limit queueBytes,
    Limit messagesPerSecond,
    Limit handlers,
    Limit checks,
    Duration handlerTime,
    Limit streams) {}
