// SPDX-License-Identifier: Apache-2.0
/**
 * How an agent asks a language model: prompts, answers, budget, pauses, conversations. Pure. No
 * promise of stability.
 */
@Export
@Version("0.1.0")
package org.chaoschain.agent.llm.core;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
