// SPDX-License-Identifier: Apache-2.0
/** Agents with a temperament of their own, without a model. Pure. No promise of stability. */
@Export
@Version("0.1.0")
package org.chaoschain.agent.personality.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
