// SPDX-License-Identifier: Apache-2.0
/** Which peers are remembered, and which are tried again when. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.peerstore.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
