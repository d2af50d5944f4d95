// SPDX-License-Identifier: Apache-2.0
/** Data directories. */
package org.chaoschain.cli.data;
