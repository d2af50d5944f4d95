// SPDX-License-Identifier: Apache-2.0
/** Parts of PF4J plugins that tests deploy. */
package org.chaoschain.extension.plugins.sample.pf4j;
