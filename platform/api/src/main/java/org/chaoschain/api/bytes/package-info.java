// SPDX-License-Identifier: Apache-2.0
/** Immutable bytes. */
@Export
@Version("1.0.0")
package org.chaoschain.api.bytes;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
