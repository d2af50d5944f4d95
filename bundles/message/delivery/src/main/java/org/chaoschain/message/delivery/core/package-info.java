// SPDX-License-Identifier: Apache-2.0
/**
 * The rules of delivery as pure classes: what is judged in which order, what is a duplicate, what
 * waits, and which generation of a message type is fed. Time goes in, decisions come out. No
 * promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.message.delivery.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
