// SPDX-License-Identifier: Apache-2.0
/** A key-value store over an engine that keeps ordered tables. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.ops.store.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
