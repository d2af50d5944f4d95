// SPDX-License-Identifier: Apache-2.0
/** The rules and texts of agent communication. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.agent.communication.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
