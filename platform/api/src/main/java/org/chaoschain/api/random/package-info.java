// SPDX-License-Identifier: Apache-2.0
/** Secure randomness. */
@Export
@Version("1.0.0")
package org.chaoschain.api.random;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
