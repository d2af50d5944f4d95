// SPDX-License-Identifier: Apache-2.0
/** Counters, gauges, timers and limits. */
@Export
@Version("1.0.0")
package org.chaoschain.api.metrics;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
