// SPDX-License-Identifier: Apache-2.0
/** Starts a node: the framework, a feature's bundles, their configuration. Knows no protocol. */
package org.chaoschain.kernel;
