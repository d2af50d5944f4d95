// SPDX-License-Identifier: Apache-2.0
/** Memes as a component. */
package org.chaoschain.agent.meme.internal;
