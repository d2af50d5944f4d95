// SPDX-License-Identifier: Apache-2.0
/** Commands of the control channel. */
@Export
@Version("1.0.0")
package org.chaoschain.api.control;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
