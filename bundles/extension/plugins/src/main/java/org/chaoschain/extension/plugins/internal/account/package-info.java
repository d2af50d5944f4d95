// SPDX-License-Identifier: Apache-2.0
/** Quotas of plugins: what each has in use, what it was refused, how often it failed. */
package org.chaoschain.extension.plugins.internal.account;
