// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of real nodes: what they promise, counted and timed. */
package org.chaoschain.cli.bench;
