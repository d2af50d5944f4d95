// SPDX-License-Identifier: Apache-2.0
/**
 * The pure part of the gateway: what a request may say, who may say it, how much of it, and what is
 * answered. No promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.agent.gateway.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
