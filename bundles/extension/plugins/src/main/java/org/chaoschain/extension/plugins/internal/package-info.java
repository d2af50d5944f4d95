// SPDX-License-Identifier: Apache-2.0
/** Deploys plugins in the running framework. */
package org.chaoschain.extension.plugins.internal;
