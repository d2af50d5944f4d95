// SPDX-License-Identifier: Apache-2.0
/** Nodes in processes of their own. */
package org.chaoschain.cli.node;
