// SPDX-License-Identifier: Apache-2.0
/** Agents: who speaks, and how a node hosts them. */
@Export
@Version("1.2.0")
package org.chaoschain.api.agent;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
