// SPDX-License-Identifier: Apache-2.0
/** Types of configuration values. */
@Export
@Version("1.0.0")
package org.chaoschain.api.config;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
