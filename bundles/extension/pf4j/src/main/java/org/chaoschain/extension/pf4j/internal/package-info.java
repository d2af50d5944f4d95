// SPDX-License-Identifier: Apache-2.0
/** Loads PF4J plugins, makes their extensions, and registers them. */
package org.chaoschain.extension.pf4j.internal;
