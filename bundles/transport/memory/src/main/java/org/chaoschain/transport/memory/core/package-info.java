// SPDX-License-Identifier: Apache-2.0
/** The memory transport without any I/O: nodes, simulations and tests run the same classes. */
@Export
@Version("0.1.0")
package org.chaoschain.transport.memory.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
