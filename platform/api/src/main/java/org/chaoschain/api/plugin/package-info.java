// SPDX-License-Identifier: Apache-2.0
/** What a plugin may know of itself, and what it may tell the node about itself. */
@Export
@Version("1.0.0")
package org.chaoschain.api.plugin;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
