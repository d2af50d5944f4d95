// SPDX-License-Identifier: Apache-2.0
/** The client of a node's control channel. */
package org.chaoschain.cli.control;
