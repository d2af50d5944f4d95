// SPDX-License-Identifier: Apache-2.0
/**
 * Authentication of agents as a pure library: both sides of the handshake, its messages, what is
 * signed, and the table of sessions. Nothing here does I/O, reads a clock or draws randomness. The
 * normative text is {@code docs/protocol/auth.md}. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.agent.auth.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
