// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.message.delivery.core;

import java.time.Duration;
import org.chaoschain.api.metrics.Limit;
import org.chaoschain.message.flow.core.FlowShares;

/**
 * Bounds of what waits.
 *
 * @param queueMessages messages that wait for one type
 * @param queueBytes their bytes on the wire
 * @param parkedMessages messages of all types that wait for a type that is not there
 * @param parkedBytes their bytes on the wire
 * @param parkedTimeToLive how long such a message waits at most
 * @param lanes in how many lanes the messages of a type are handled side by side
 * @param shares what is kept in a lane for classes that matter less
 */
public record QueueLimits(
    Limit queueMessages,
    Limit queueBytes,
    Limit parkedMessages,
    Limit parkedBytes,
    Duration parkedTimeToLive,
    int lanes,
    FlowShares shares) {}
