// SPDX-License-Identifier: Apache-2.0
/**
 * What the carrier of a PF4J plugin imports: its activator. The deployment of plugins makes the
 * carrier; nobody else has a use for this package.
 */
@Export
@Version("1.0.0")
package org.chaoschain.extension.pf4j.carrier;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
