// SPDX-License-Identifier: Apache-2.0
/** What connections, streams and buffers may take, in scopes. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.host.core.resource;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
