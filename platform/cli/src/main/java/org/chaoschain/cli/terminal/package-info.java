// SPDX-License-Identifier: Apache-2.0
/** What the command says to its caller: results, errors, exit codes. */
package org.chaoschain.cli.terminal;
