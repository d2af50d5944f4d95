// SPDX-License-Identifier: Apache-2.0
package org.chaoschain.kernel.config;

/** A key set to a value somewhere, not yet checked. */
record Assignment(String key, String value, Source source) {}
