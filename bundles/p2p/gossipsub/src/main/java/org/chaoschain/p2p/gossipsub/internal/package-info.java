// SPDX-License-Identifier: Apache-2.0
/** GossipSub as a component. */
package org.chaoschain.p2p.gossipsub.internal;
