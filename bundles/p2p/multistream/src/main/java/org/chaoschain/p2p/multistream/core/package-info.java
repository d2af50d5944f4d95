// SPDX-License-Identifier: Apache-2.0
/**
 * multistream-select 1.0.0: two sides of a channel agree on the protocol they will speak on it. No
 * promise of stability.
 *
 * @see <a href="https://github.com/libp2p/specs/blob/master/connections/README.md">Connection
 *     establishment in libp2p, "Protocol Negotiation"</a>
 */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.multistream.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
