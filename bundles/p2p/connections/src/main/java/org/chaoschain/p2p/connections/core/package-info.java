// SPDX-License-Identifier: Apache-2.0
/** Which connections are kept, without a framework. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.connections.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
