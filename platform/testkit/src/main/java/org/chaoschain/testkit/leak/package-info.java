// SPDX-License-Identifier: Apache-2.0
/** Finds buffers that were not released. */
@Export
@Version("0.1.0")
package org.chaoschain.testkit.leak;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
