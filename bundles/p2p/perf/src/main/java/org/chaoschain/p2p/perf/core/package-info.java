// SPDX-License-Identifier: Apache-2.0
/** Both sides of libp2p's perf, without a framework. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.perf.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
