// SPDX-License-Identifier: Apache-2.0
/** Whose plugins may run: publishers, approvals, revocations, and what was seen before. */
package org.chaoschain.extension.plugins.internal.trust;
