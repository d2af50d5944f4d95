// SPDX-License-Identifier: Apache-2.0
/** Streams and the protocols spoken on them. */
@Export
@Version("1.1.0")
package org.chaoschain.p2p.api.stream;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
