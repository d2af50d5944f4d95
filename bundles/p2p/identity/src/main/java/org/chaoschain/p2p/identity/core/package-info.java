// SPDX-License-Identifier: Apache-2.0
/** Keys of the four types of libp2p, signed envelopes, peer records and hosting records; no I/O. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.identity.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
