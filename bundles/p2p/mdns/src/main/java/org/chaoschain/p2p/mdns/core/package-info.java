// SPDX-License-Identifier: Apache-2.0
/** When to ask and answer by multicast DNS, without sockets. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.mdns.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
