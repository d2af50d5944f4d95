// SPDX-License-Identifier: Apache-2.0
/** Secure channels prove who the remote is. */
@Export
@Version("1.1.0")
package org.chaoschain.p2p.api.security;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
