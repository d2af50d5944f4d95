// SPDX-License-Identifier: Apache-2.0
/** Who a peer is: ids, keys, addresses. */
@Export
@Version("1.0.0")
package org.chaoschain.p2p.api.peer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
