// SPDX-License-Identifier: Apache-2.0
/** When to try which bootstrap address, without a framework. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.p2p.bootstrap.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
