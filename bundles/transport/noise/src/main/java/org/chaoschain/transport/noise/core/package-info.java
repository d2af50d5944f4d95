// SPDX-License-Identifier: Apache-2.0
/**
 * noise-libp2p: the Noise handshake XX_25519_ChaChaPoly_SHA256 with libp2p's payload, and the
 * encrypted channel that follows. No promise of stability.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/noise/README.md">noise-libp2p</a>
 * @see <a href="https://noiseprotocol.org/noise.html">The Noise Protocol Framework</a>
 */
@Export
@Version("0.1.0")
package org.chaoschain.transport.noise.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
