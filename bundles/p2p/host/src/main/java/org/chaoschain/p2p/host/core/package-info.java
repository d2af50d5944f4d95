// SPDX-License-Identifier: Apache-2.0
/**
 * The host without a framework: give it a clock, a scheduler, a node identity and the services to
 * use. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.host.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
