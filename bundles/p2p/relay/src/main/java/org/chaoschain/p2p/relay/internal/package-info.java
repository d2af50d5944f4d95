// SPDX-License-Identifier: Apache-2.0
/** The relay's component. */
package org.chaoschain.p2p.relay.internal;
