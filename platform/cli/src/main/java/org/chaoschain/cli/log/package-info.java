// SPDX-License-Identifier: Apache-2.0
/** Where the node's log goes. */
package org.chaoschain.cli.log;
