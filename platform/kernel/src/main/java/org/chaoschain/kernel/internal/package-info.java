// SPDX-License-Identifier: Apache-2.0
/** How the kernel works inside. */
package org.chaoschain.kernel.internal;
