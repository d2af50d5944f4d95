// SPDX-License-Identifier: Apache-2.0
/** A node's surroundings made of virtual time and a seed: the same seed gives the same trace. */
@Export
@Version("0.1.0")
package org.chaoschain.testkit.sim;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
