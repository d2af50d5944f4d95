// SPDX-License-Identifier: Apache-2.0
/** A node's configuration: which keys there are, what they are set to, and by whom. */
package org.chaoschain.kernel.config;
