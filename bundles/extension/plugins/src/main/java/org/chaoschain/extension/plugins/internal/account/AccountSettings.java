// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.extension.plugins.internal.account;

import java.time.Duration;

/**
 * How plugins are held to their quotas.
 *
 * @param quotas of each plugin
 * @param failures how many within the window are too many; 0 for any number
 * @param window the time in that failures count
 */
public record AccountSettings(QuotaSettings quotas, int failures, Duration window) {}
