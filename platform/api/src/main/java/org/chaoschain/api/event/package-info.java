// SPDX-License-Identifier: Apache-2.0
/** Events for people. */
@Export
@Version("1.0.0")
package org.chaoschain.api.event;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
