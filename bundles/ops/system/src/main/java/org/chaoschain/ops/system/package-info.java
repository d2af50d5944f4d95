// SPDX-License-Identifier: Apache-2.0
/**
 * The node's clock, threads, randomness, meters and events as plain classes, for use without OSGi.
 * In a node the same classes are services.
 */
@Export
@Version("0.1.0")
package org.chaoschain.ops.system;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
