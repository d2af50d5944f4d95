// SPDX-License-Identifier: Apache-2.0
/**
 * The signed envelope as a pure library: scanning, checking, signing and verifying. Nothing here
 * does I/O, reads a clock or draws randomness. The normative text is {@code
 * docs/protocol/envelope.md}. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.message.envelope.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
