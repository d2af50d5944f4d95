// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of the P2P layer: two processes over loopback, of this node or of another library. */
package org.chaoschain.cli.bench.net;
