// SPDX-License-Identifier: Apache-2.0
/** Scores, bans and detectors of attacks, without a framework. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.reputation.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
