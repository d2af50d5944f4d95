// SPDX-License-Identifier: Apache-2.0
/** Muxers run many streams over one connection. */
@Export
@Version("1.1.0")
package org.chaoschain.p2p.api.muxer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
