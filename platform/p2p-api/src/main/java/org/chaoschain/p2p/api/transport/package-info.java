// SPDX-License-Identifier: Apache-2.0
/** Transports carry bytes between addresses. */
@Export
@Version("1.1.0")
package org.chaoschain.p2p.api.transport;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
