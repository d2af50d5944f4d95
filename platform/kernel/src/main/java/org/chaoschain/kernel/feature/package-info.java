// SPDX-License-Identifier: Apache-2.0
/**
 * Feature files (OSGi Feature JSON, OSGi Compendium 159) and the files of the bundles they name.
 */
package org.chaoschain.kernel.feature;
