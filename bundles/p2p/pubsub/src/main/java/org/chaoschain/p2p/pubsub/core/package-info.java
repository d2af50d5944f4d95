// SPDX-License-Identifier: Apache-2.0
/**
 * The streams of publish and subscribe, one to each peer and one from it: opened, opened again,
 * moved to another connection. Floodsub and GossipSub route over them. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.pubsub.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
