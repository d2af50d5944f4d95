// SPDX-License-Identifier: Apache-2.0
/** What a node keeps on the disk, in named spaces of keys and values. */
@Export
@Version("1.0.0")
package org.chaoschain.api.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
