// SPDX-License-Identifier: Apache-2.0
/**
 * GossipSub up to 1.2 without a framework: a pure router with its peer scores, the codec of its
 * wire form, and what connects both to streams. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.gossipsub.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
