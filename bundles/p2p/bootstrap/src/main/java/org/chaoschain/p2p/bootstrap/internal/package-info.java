// SPDX-License-Identifier: Apache-2.0
/** Bootstrap as a component. */
package org.chaoschain.p2p.bootstrap.internal;
