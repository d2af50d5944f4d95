// SPDX-License-Identifier: Apache-2.0
/** The demo: four nodes act out a conversation. */
package org.chaoschain.cli.demo;
