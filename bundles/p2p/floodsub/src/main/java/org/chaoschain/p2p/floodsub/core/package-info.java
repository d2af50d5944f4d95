// SPDX-License-Identifier: Apache-2.0
/**
 * Floodsub without a framework: a pure router and what connects it to streams. No promise of
 * stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.floodsub.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
