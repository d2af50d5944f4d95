// SPDX-License-Identifier: Apache-2.0
/** Reads plugin files for whoever signs or verifies them without a node. */
@Export
@Version("0.1.0")
package org.chaoschain.extension.signing.file;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
