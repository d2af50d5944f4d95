// SPDX-License-Identifier: Apache-2.0
/**
 * The messages of libp2p that the node speaks: keys, Noise payload, identify, signed envelope, peer
 * record and pub/sub.
 */
@Export
@Version("1.0.0")
package org.chaoschain.proto.libp2p;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
