// SPDX-License-Identifier: Apache-2.0
/** The P2P layer assembled without a framework, for simulations and interoperability tests. */
@Export
@Version("0.1.0")
package org.chaoschain.testkit.p2p;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
