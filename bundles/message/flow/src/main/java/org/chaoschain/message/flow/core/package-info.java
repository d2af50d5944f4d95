// SPDX-License-Identifier: Apache-2.0
/**
 * The priority scheduler, the rules that put a message into a class, and token buckets. No clock,
 * no thread, no input or output. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.message.flow.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
