// SPDX-License-Identifier: Apache-2.0
/**
 * Delivery of messages as plain classes, for use without OSGi, in simulations and in a node alike.
 * No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.message.delivery;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
