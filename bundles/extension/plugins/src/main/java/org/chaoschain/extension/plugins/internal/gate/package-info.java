// SPDX-License-Identifier: Apache-2.0
/** What of a plugin the node gets to see, and what of the node a plugin does. */
package org.chaoschain.extension.plugins.internal.gate;
