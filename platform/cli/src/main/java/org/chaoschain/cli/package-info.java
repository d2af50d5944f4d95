// SPDX-License-Identifier: Apache-2.0
/** The command {@code chaos}: its entry, its exit codes. */
package org.chaoschain.cli;
