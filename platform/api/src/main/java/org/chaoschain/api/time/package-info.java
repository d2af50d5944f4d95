// SPDX-License-Identifier: Apache-2.0
/** Time, timers and threads. */
@Export
@Version("1.0.0")
package org.chaoschain.api.time;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
