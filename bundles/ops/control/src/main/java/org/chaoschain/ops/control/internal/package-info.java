// SPDX-License-Identifier: Apache-2.0
/** The control channel as a component. */
package org.chaoschain.ops.control.internal;
