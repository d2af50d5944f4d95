// SPDX-License-Identifier: Apache-2.0
/**
 * Agents that connect from outside with a key of their own, without I/O: how they are let in, what
 * is kept for them between two connections, and their own side of it. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.agent.remote.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
