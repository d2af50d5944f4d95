// SPDX-License-Identifier: Apache-2.0
/** How much of the node connections, streams and buffers may take, and on whose account. */
@Export
@Version("1.0.0")
package org.chaoschain.p2p.api.resource;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
