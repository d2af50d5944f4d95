// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;
import org.chaoschain.api.metrics.Limit;

/**
 * How plugins are held to their quotas.
 *
 * @param quotas of each plugin
 * @param failures how many within the window are too many; 0 for any number
 * @param window the time in that failures count
 * @param hangFactor after how many times {@code handler.time} a call counts as one that never
 *     returns; 0 for never
 * @param calls into all plugins at the same time
 */
public record AccountSettings(
    QuotaSettings quotas, int failures, Duration window, int hangFactor, Limit calls) {}
