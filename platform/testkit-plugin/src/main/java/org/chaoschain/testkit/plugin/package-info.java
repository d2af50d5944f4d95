// SPDX-License-Identifier: Apache-2.0
/** A network of whole nodes in virtual time, for tests of plugins. */
@Export
@Version("1.0.0")
package org.chaoschain.testkit.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
