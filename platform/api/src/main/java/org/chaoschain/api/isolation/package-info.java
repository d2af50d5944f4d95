// SPDX-License-Identifier: Apache-2.0
/**
 * What each plugin may do and how much of it: the places in the node that work for plugins ask here
 * first. Plugins themselves have no use for it.
 */
@Export
@Version("1.1.0")
package org.chaoschain.api.isolation;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
