// SPDX-License-Identifier: Apache-2.0
/**
 * What makes direct messages durable, as pure rules: when a message is sent again, when its
 * receiver is asked what became of it, what the receiver remembers and answers. No I/O, no clock;
 * no promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.message.delivery.durable.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
