// SPDX-License-Identifier: Apache-2.0
/**
 * One side of a benchmark of the P2P layer, in a process of its own: the classes that the node
 * ships, wired by hand over TCP.
 */
package org.chaoschain.cli.bench.peer;
