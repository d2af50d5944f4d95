// SPDX-License-Identifier: Apache-2.0
/** The subcommands of {@code chaos}. */
package org.chaoschain.cli.command;
