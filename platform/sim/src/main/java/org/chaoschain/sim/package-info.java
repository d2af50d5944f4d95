// SPDX-License-Identifier: Apache-2.0
/**
 * Thousands of nodes in one process and one thread: the cores that a node runs, on a virtual clock,
 * with links that delay and lose. The same seed takes the same course.
 */
package org.chaoschain.sim;
