// SPDX-License-Identifier: Apache-2.0
/** The DHT over a host, without a framework. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.kad.core.dht;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
