// SPDX-License-Identifier: Apache-2.0
/** What a bundle may know of its node. */
@Export
@Version("1.0.0")
package org.chaoschain.api.node;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
