// SPDX-License-Identifier: Apache-2.0
/** Floodsub as a component. */
package org.chaoschain.p2p.floodsub.internal;
