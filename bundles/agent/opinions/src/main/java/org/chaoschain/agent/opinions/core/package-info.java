// SPDX-License-Identifier: Apache-2.0
/** Asks agents for opinions within a deadline. Pure. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.agent.opinions.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
