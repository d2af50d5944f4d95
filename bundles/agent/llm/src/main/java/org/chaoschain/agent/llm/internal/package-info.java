// SPDX-License-Identifier: Apache-2.0
/** The bundle's components. */
package org.chaoschain.agent.llm.internal;
