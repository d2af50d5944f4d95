// SPDX-License-Identifier: Apache-2.0
/** Streams of bytes with flow control, on which all layers are stacked. */
@Export
@Version("1.1.0")
package org.chaoschain.p2p.api.channel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
