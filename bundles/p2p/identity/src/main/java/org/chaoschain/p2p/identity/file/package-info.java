// SPDX-License-Identifier: Apache-2.0
/** The file that holds the node's private key. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.identity.file;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
