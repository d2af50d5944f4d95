// SPDX-License-Identifier: Apache-2.0
/** The store in a node, on H2's MVStore. */
package org.chaoschain.ops.store.internal;
