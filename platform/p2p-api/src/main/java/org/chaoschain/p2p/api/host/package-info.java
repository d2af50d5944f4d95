// SPDX-License-Identifier: Apache-2.0
/** The host: connections, streams, peers. */
@Export
@Version("1.4.0")
package org.chaoschain.p2p.api.host;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
