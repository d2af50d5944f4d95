// SPDX-License-Identifier: Apache-2.0
/** Signatures of plugin files and revocation lists, and the layout of archives; no I/O. */
@Export
@Version("0.1.0")
package org.chaoschain.extension.signing.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
