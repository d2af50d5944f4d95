// SPDX-License-Identifier: Apache-2.0
/** Identify as a component. */
package org.chaoschain.p2p.identify.internal;
