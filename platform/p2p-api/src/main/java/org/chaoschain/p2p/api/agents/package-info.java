// SPDX-License-Identifier: Apache-2.0
/** Which peer hosts which agent. */
@Export
@Version("1.1.0")
package org.chaoschain.p2p.api.agents;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
