// SPDX-License-Identifier: Apache-2.0
/** What is held against peers, and who is banned. */
@Export
@Version("1.0.0")
package org.chaoschain.p2p.api.reputation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
