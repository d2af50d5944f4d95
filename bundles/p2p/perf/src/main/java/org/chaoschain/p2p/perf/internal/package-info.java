// SPDX-License-Identifier: Apache-2.0
/** Perf as components. */
package org.chaoschain.p2p.perf.internal;
