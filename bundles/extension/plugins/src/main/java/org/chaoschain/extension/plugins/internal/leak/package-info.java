// SPDX-License-Identifier: Apache-2.0
/** Finds generations of plugins that are gone and still take memory. */
package org.chaoschain.extension.plugins.internal.leak;
