// SPDX-License-Identifier: Apache-2.0
/** What agents have agreed on, and whether they kept it. Pure. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.agent.registry.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
