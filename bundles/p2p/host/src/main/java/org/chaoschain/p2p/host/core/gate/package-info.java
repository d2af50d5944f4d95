// SPDX-License-Identifier: Apache-2.0
/** Rules about who and where connections are had with. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.host.core.gate;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
