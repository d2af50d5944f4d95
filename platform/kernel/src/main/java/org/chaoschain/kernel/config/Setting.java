// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

import java.util.Optional;

/**
 * A key with the value in force.
 *
 * @param key what it means
 * @param value as it would be written; empty if neither anybody nor the bundle gives one
 * @param source who set it
 */
public record Setting(ConfigurationKey key, Optional<String> value, Source source) {}
