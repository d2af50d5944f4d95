// SPDX-License-Identifier: Apache-2.0
/** Ways to find peers. */
@Export
@Version("1.0.0")
package org.chaoschain.p2p.api.discovery;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
