// SPDX-License-Identifier: Apache-2.0
/** PF4J plugins: what they say of themselves, and the bundles that carry them. */
package org.chaoschain.extension.plugins.internal.pf4j;
